package io.trestle.clientapi.signature;

/** For a signature that was accepted once: it stays readable when limits become tighter. */
final class StoredSignatureLimits implements SignatureLimits {

    @Override
    public int maxInputs() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxNameLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxDescriptionLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxTypeLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxTypeDepth() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxUnionMembers() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxLiteralLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxLiteralDepth() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxDigits() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxChoices() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxRegexLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxFindings() {
        return Integer.MAX_VALUE;
    }
}
