package org.extoledestination.bench;
final class Run {}
