package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A table with commas between its values, as RFC 4180 has it: the first line names the columns, the first column the keys. */
final class Csv {
    private final String text;
    private final BiConsumer<Integer, String> mistakes;
    private int at;
    private int line = 1;

    Csv(String text, BiConsumer<Integer, String> mistakes) {
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
        this.mistakes = mistakes;
    }

    /** The values by key for each column but the first. */
    Map<String, Map<String, Object>> columns() {
        List<String> names = row();
        Map<String, Map<String, Object>> columns = new LinkedHashMap<>();
        names.stream().skip(1).forEach(name -> columns.put(name, new LinkedHashMap<>()));
        if (columns.isEmpty() || columns.size() != names.size() - 1) {
            mistakes.accept(1, "names of at least two columns are expected in the first line, each another one");
            return columns;
        }
        while (at < text.length()) {
            int begin = line;
            List<String> row = row();
            if (row.size() == 1 && row.get(0).isEmpty()) {
                continue;
            }
            if (row.size() != names.size()) {
                mistakes.accept(begin, names.size() + " values are expected, and there are " + row.size());
                continue;
            }
            add(row, names, columns, begin);
        }
        return columns;
    }

    private void add(List<String> row, List<String> names, Map<String, Map<String, Object>> columns, int begin) {
        for (int i = 1; i < row.size(); i++) {
            Map<String, Object> column = columns.get(names.get(i));
            if (column != null && column.putIfAbsent(row.get(0), row.get(i)) != null && i == 1) {
                mistakes.accept(begin, "the key stands in an earlier line too");
            }
        }
    }

    private List<String> row() {
        List<String> row = new ArrayList<>();
        do {
            row.add(value());
        } while (at < text.length() && text.charAt(at++) == ',');
        line++;
        return row;
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int begin = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        return text.substring(begin, at).strip();
    }

    private String quoted() {
        int begin = line;
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && (at == text.length() || text.charAt(at) != '"')) {
                skipToTheEnd(begin);
                return value.toString();
            }
            at += c == '"' ? 1 : 0;
            line += c == '\n' ? 1 : 0;
            value.append(c);
        }
        mistakes.accept(begin, "a quotation mark is not closed");
        return value.toString();
    }

    private void skipToTheEnd(int begin) {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        if (!text.substring(from, at).isBlank()) {
            mistakes.accept(begin, "a comma is expected behind the quotation mark");
        }
    }
}
