package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.DataInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/** Makes parsers that no number, and no name however long, can break. What they read is bounded by its size. */
final class GuardedJson extends JsonFactory {

    private static final long serialVersionUID = 1L;

    private final NumberGuard.Answer answer;

    private GuardedJson(JsonFactoryBuilder builder, NumberGuard.Answer answer) {
        super(builder);
        this.answer = answer;
    }

    private GuardedJson(GuardedJson other) {
        super(other, null);
        this.answer = other.answer;
    }

    /** For text from strangers. Jackson would keep each name in a table, for the next text, for as long as it lives. */
    static GuardedJson forStrangers(NumberGuard.Answer answer) {
        return new GuardedJson(ofAnySize().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES), answer);
    }

    /** For files of our own: bytes that are no UTF-8 are a mistake, as elsewhere. */
    static GuardedJson forFiles() {
        return new GuardedJson(ofAnySize(), NumberGuard.Answer.KEEP);
    }

    private static JsonFactoryBuilder ofAnySize() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
    }

    @Override
    public JsonFactory copy() {
        return new GuardedJson(this);
    }

    private JsonParser guarded(JsonParser parser) {
        return new NumberGuard(parser, answer);
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
        return guarded(super._createParser(in, context));
    }

    @Override
    protected JsonParser _createParser(Reader in, IOContext context) throws IOException {
        return guarded(super._createParser(in, context));
    }

    @Override
    protected JsonParser _createParser(char[] text, int from, int length, IOContext context, boolean recyclable)
            throws IOException {
        return guarded(super._createParser(text, from, length, context, recyclable));
    }

    @Override
    protected JsonParser _createParser(byte[] text, int from, int length, IOContext context) throws IOException {
        return guarded(super._createParser(text, from, length, context));
    }

    @Override
    protected JsonParser _createParser(DataInput in, IOContext context) throws IOException {
        return guarded(super._createParser(in, context));
    }
}
