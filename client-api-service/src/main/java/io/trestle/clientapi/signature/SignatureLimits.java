package io.trestle.clientapi.signature;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How large a signature may be. A signature beyond a limit is refused with 422 and the rule {@code limit}. */
@ConfigMapping(prefix = "trestle.signature")
public interface SignatureLimits {

    /** Inputs of one signature. Default 200: the largest public cog models have about 60. */
    @WithDefault("200")
    int maxInputs();

    /** Characters of an input's name. Default 100. */
    @WithDefault("100")
    int maxNameLength();

    /** Characters of a description. Default 10,000. */
    @WithDefault("10000")
    int maxDescriptionLength();

    /** Characters of a type's text. Default 4,000, room for a long {@code Literal[...]}. */
    @WithDefault("4000")
    int maxTypeLength();

    /** Levels of brackets in a type. Default 8. */
    @WithDefault("8")
    int maxTypeDepth();

    /** Members of a union. Default 16. */
    @WithDefault("16")
    int maxUnionMembers();

    /** Characters of a Python literal (a default, the choices). Default 20,000. */
    @WithDefault("20000")
    int maxLiteralLength();

    /** Levels of brackets in a Python literal. Default 16. */
    @WithDefault("16")
    int maxLiteralDepth();

    /** Digits of an integer. Default 100. */
    @WithDefault("100")
    int maxDigits();

    /** Choices of one input, and values of one {@code Literal[...]}. Default 1,000: sampler and model lists are long. */
    @WithDefault("1000")
    int maxChoices();

    /** Characters of a regular expression. Default 1,000. */
    @WithDefault("1000")
    int maxRegexLength();

    /** Violations and warnings that one answer lists. Default 100. */
    @WithDefault("100")
    int maxFindings();
}
