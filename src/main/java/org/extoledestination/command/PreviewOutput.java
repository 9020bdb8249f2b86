package org.extoledestination.command;

import java.io.IOException;

/** How previews are shown. */
interface PreviewOutput {

    void print(Preview.Outcome outcome) throws IOException;
}
