package org.extoledestination.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers of options, which picocli itself takes below zero too. */
final class Whole {

    private Whole() {}

    /** From 1 on. */
    static final class FromOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) read(text, 1, Integer.MAX_VALUE);
        }
    }

    /** From 0 on. */
    static final class FromZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) read(text, 0, Integer.MAX_VALUE);
        }
    }

    /** A number of something that is kept, from 1 on. */
    static final class Id implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return read(text, 1, Long.MAX_VALUE);
        }
    }

    private static long read(String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no whole number from " + least + " to " + most + '.');
    }
}
