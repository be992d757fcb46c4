package io.trestle.clientapi.signature;

/** Text that is no Python literal or no type, or a larger one than is read. The message continues a sentence: "… is refused: &lt;message&gt;". */
final class PythonSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    PythonSyntaxException(String message) {
        super(message, null, false, false);
    }
}
