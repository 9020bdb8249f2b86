package org.extoledestination.command;

import java.io.Console;

/** Whether somebody looks. */
final class Terminal {

    private Terminal() {}

    /** From Java 22 on there is a console without a terminal too, which tells by a method that Java 17 has not. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
