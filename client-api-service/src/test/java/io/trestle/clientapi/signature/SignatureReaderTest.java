package io.trestle.clientapi.signature;

import static io.trestle.clientapi.signature.SignatureMother.document;
import static io.trestle.clientapi.signature.SignatureMother.input;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static io.trestle.clientapi.signature.SignatureMother.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

class SignatureReaderTest {

    private static SignatureInput x(String type, String validation) throws InvalidSignatureException {
        return reader().read(input(type, validation)).signature().inputs().get(0);
    }

    private static List<Finding> warnings(String type, String validation) throws InvalidSignatureException {
        return reader().read(input(type, validation)).warnings();
    }

    private static List<Finding> violations(JsonNode document) {
        return catchThrowableOfType(InvalidSignatureException.class, () -> reader().read(document)).violations();
    }

    @Nested
    class Reading {

        @Test
        void shouldReadSeed_whenEveryValueIsAString() throws InvalidSignatureException {
            // when
            var reading = reader().read(SignatureMother.seed());
            // then
            assertThat(reading.warnings()).isEmpty();
            assertThat(reading.signature().output().text()).isEqualTo("list[Path]");
            assertThat(reading.signature().inputs()).extracting(SignatureInput::name)
                    .containsExactly("prompt", "seed", "steps", "guidance_scale");
            var steps = reading.signature().inputs().get(2);
            assertThat(steps.defaultValue()).isEqualTo(json("50"));
            assertThat(steps.ge()).isEqualByComparingTo(BigDecimal.ZERO);
            assertThat(steps.le()).isEqualByComparingTo("1000");
            assertThat(steps.required()).isFalse();
            assertThat(reading.signature().inputs().get(0).required()).isTrue();
        }

        @Test
        void shouldReadTheSame_whenValuesAreNative() throws InvalidSignatureException {
            assertThat(x("int", "{\"default\":\"50\",\"ge\":\"0\",\"le\":\"1000\"}"))
                    .isEqualTo(x("int", "{\"default\":50,\"ge\":0,\"le\":1000}"));
            assertThat(x("float", "{\"default\":\"5.0\"}")).isEqualTo(x("float", "{\"default\":5}"));
            assertThat(x("str", "{\"choices\":\"['a', 'b']\"}")).isEqualTo(x("str", "{\"choices\":[\"a\",\"b\"]}"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                int         > "50"            > 50
                int         > 5.0             > 5
                float       > "5"             > 5.0
                bool        > "True"          > true
                bool        > "false"         > false
                bool        > false           > false
                str         > "plain"         > "plain"
                str         > "'quoted'"      > "quoted"
                str         > "50"            > "50"
                Path        > "/src/a.png"    > "/src/a.png"
                list[int]   > "[1, 2]"        > [1,2]
                list[int]   > ["1", "2"]      > [1,2]
                list[str]   > "('a',)"        > ["a"]
                dict        > "{'a': 1}"      > {"a":1}
                Any         > "{'a': 1}"      > {"a":1}
                Any         > "free text"     > "free text"
                int | str   > "5"             > 5
                int | str   > "five"          > "five"
                int | None  > "None"          > null
                Secret      > "None"          > null
                """)
        void shouldReadDefault_whenItIsOfTheType(String type, String declared, String value) throws InvalidSignatureException {
            assertThat(x(type, "{\"default\":" + declared + "}").defaultValue()).isEqualTo(json(value));
        }

        @Test
        void shouldHaveNoDefault_whenDefaultIsNoneAndTypeHasNoNone() throws InvalidSignatureException {
            assertThat(x("int", "{\"default\":\"None\"}").required()).isTrue();
            assertThat(x("int", "{\"default\":null}").required()).isTrue();
            assertThat(x("Optional[int]", "{}").required()).isFalse();
            assertThat(x("Secret", "{\"default\":\"None\"}").nullable()).isTrue();
        }

        @Test
        void shouldReadPatternAndDescription_whenTheyAreUnparsedPython() throws InvalidSignatureException {
            var input = x("str", "{\"regex\":\"'^\\\\\\\\d+$'\",\"description\":\"'say \\\\'hi\\\\''\"}");
            assertThat(input.regex()).isEqualTo("^\\d+$");
            assertThat(input.description()).isEqualTo("say 'hi'");
        }

        @Test
        void shouldReadInputWithoutValidation() throws InvalidSignatureException {
            assertThat(reader().read(document("{\"name\":\"x\",\"type\":\"str\"}", "str")).signature().inputs()).hasSize(1);
            assertThat(x("str", "null").required()).isTrue();
        }
    }

    @Nested
    class Warning {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                str    | {"ge":0}           | ge
                str    | {"le":"5"}         | le
                int    | {"max_length":5}   | max_length
                bool   | {"choices":"[1]"}  | choices
                Path   | {"regex":"a"}      | regex
                int    | {"accept":"image/png"} | accept
                list[str] | {"min_length":1} | min_length
                """)
        void shouldIgnoreConstraint_whenItDoesNotFitTheType(String type, String validation, String constraint)
                throws InvalidSignatureException {
            assertThat(warnings(type, validation)).singleElement().satisfies(warning -> {
                assertThat(warning.rule()).isEqualTo("not_applicable");
                assertThat(warning.input()).isEqualTo("x");
                assertThat(warning.path()).isEqualTo("inputs[0].validation." + constraint);
                assertThat(warning.message()).contains("Input(...)");
            });
        }

        @Test
        void shouldWarnOfShift_whenOneParameterHasNoDefault() throws InvalidSignatureException {
            // given the validations of steps and sampler, one input too early
            var shifted = document("""
                    {"name":"prompt","type":"str","validation":{"default":"50","ge":"0","le":"1000"}},
                    {"name":"steps","type":"int","validation":{"description":"the sampler","max_length":"5"}}""", "str");
            // then
            assertThat(reader().read(shifted).warnings()).extracting(Finding::path)
                    .containsExactly("inputs[0].validation.ge", "inputs[0].validation.le", "inputs[1].validation.max_length");
        }

        @Test
        void shouldWarn_whenSomethingIsUnknown() throws InvalidSignatureException {
            assertThat(warnings("str", "{\"multiple_of\":2}")).extracting(Finding::rule).containsExactly("unknown");
            assertThat(warnings("str | None", "{\"choices\":[\"a\",\"a\"]}")).extracting(Finding::rule).containsExactly("duplicate");
            assertThat(warnings("Output", "{}")).extracting(Finding::rule).containsExactly("custom_type");
        }
    }

    @Nested
    class Refusing {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                int   | {"ge":5,"le":4}                        | ge_above_le
                float | {"ge":"0.2","le":"0.1"}                | ge_above_le
                str   | {"min_length":5,"max_length":4}        | min_length_above_max_length
                str   | {"min_length":-1}                      | negative_length
                int   | {"default":"-1","ge":"0"}              | default_ge
                int   | {"default":1001,"le":1000}             | default_le
                str   | {"default":"abc","max_length":2}       | default_max_length
                str   | {"default":"","min_length":1}          | default_min_length
                str   | {"default":"c","choices":["a","b"]}    | default_choices
                str   | {"default":"abc","regex":"^\\\\d+$"}   | default_regex
                """)
        void shouldSayItIsImpossible_whenConstraintsContradict(String type, String validation, String rule) {
            var refused = catchThrowableOfType(InvalidSignatureException.class, () -> x(type, validation));
            assertThat(refused.isImpossible()).isTrue();
            assertThat(refused.violations()).singleElement().satisfies(violation -> {
                assertThat(violation.rule()).isEqualTo(rule);
                assertThat(violation.input()).isEqualTo("x");
                assertThat(violation.message()).contains("'x'");
            });
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                int   | {"default":"abc"}                | default_type
                int   | {"default":1.5}                  | default_type
                bool  | {"default":"1"}                  | default_type
                int   | {"ge":"low"}                     | type
                int   | {"ge":true}                      | type
                str   | {"max_length":1.5}               | type
                str   | {"regex":"a(?=b)"}               | regex
                str   | {"regex":"(a"}                   | regex
                str   | {"regex":"(a)\\\\1"}             | regex
                str   | {"regex":5}                      | type
                str   | {"choices":[]}                   | choices
                str   | {"choices":"abc"}                | choices
                int   | {"choices":["a",1]}              | choices
                str   | {"deprecated":"maybe"}           | type
                str   | {"description":5}                | type
                str   | 5                                | type
                str   | []                               | type
                """)
        void shouldNameInputAndRule_whenValueCannotBe(String type, String validation, String rule) {
            assertThat(violations(input(type, validation))).singleElement()
                    .satisfies(violation -> assertThat(violation.rule()).isEqualTo(rule))
                    .satisfies(violation -> assertThat(violation.input()).isEqualTo("x"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "1a", "a b", "a-b", "a.b", "$ref", "__proto__", "__init__", "constructor", "prototype", "class",
                "None",
                "st\u0435ps", "\u540d\u524d", "a\u200bb", "a\\u0000", "a\\n"})
        void shouldRefuseName_whenItIsNoPlainIdentifier(String name) {
            assertThat(violations(document("{\"name\":\"" + name + "\",\"type\":\"str\"}", "str"))).singleElement()
                    .satisfies(violation -> assertThat(violation.rule()).isEqualTo("name"))
                    .satisfies(violation -> assertThat(violation.path()).isEqualTo("inputs[0].name"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Iterator[str]", "list[Iterator[str]]", "Union[Path, str]", "Union[list[File], int]", "tuple[int]"})
        void shouldRefuseType_whenNoInputHasIt(String type) {
            assertThat(violations(input(type, "{}"))).extracting(Finding::rule).containsExactly("type");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Optional[str]", "str | None", "int | str", "list[Iterator[str]]", "ConcatenateIterator[int]", "None", ""})
        void shouldRefuseType_whenNoOutputHasIt(String type) {
            assertThat(violations(document("", type))).extracting(Finding::path).containsExactly("outputs");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {}                                                        | inputs,outputs
                {"inputs":{},"outputs":"str"}                             | inputs
                {"inputs":[],"outputs":5}                                 | outputs
                {"inputs":[5],"outputs":"str"}                            | inputs[0]
                {"inputs":[{}],"outputs":"str"}                           | inputs[0].name,inputs[0].type
                {"inputs":[{"name":5,"type":"str"}],"outputs":"str"}      | inputs[0].name
                {"inputs":[{"name":"a","type":[]}],"outputs":"str"}       | inputs[0].type
                {"inputs":[{"name":"a","type":"str"},{"name":"a","type":"str"}],"outputs":"str"} | inputs[1].name
                """)
        void shouldSayWhere_whenShapeIsWrong(String document, String paths) {
            assertThat(violations(json(document))).extracting(Finding::path).containsExactly(paths.split(","));
        }

        @Test
        void shouldTellEverything_whenSeveralThingsAreWrong() {
            var document = document("{\"name\":\"a\",\"type\":\"int\",\"validation\":{\"ge\":2,\"le\":1,\"default\":\"x\"}},"
                    + "{\"name\":\"1\",\"type\":\"str\"}", "None");
            assertThat(violations(document)).extracting(Finding::rule).containsExactly("ge_above_le", "default_type", "name", "type");
        }

        @Test
        void shouldRefuse_whenThereAreTooManyInputs() {
            var inputs = IntStream.range(0, 10_000).mapToObj(i -> "{\"name\":\"x" + i + "\",\"type\":\"str\"}")
                    .collect(Collectors.joining(","));
            assertThat(violations(document(inputs, "str"))).extracting(Finding::rule).containsExactly("limit");
        }

        @Test
        void shouldBoundWhatItTells_whenEverythingIsWrong() {
            var inputs = IntStream.range(0, 200).mapToObj(i -> "{\"name\":\"" + i + "\",\"type\":\"" + i + "\"}")
                    .collect(Collectors.joining(","));
            assertThat(violations(document(inputs, "str"))).hasSize(100);
        }

        @Test
        void shouldRefuse_whenTextsAreLong() {
            assertThat(violations(input("str", "{\"regex\":\"" + "a".repeat(1_001) + "\"}"))).extracting(Finding::rule)
                    .containsExactly("limit");
            assertThat(violations(input("str", "{\"description\":\"" + "a".repeat(10_001) + "\"}"))).extracting(Finding::rule)
                    .containsExactly("limit");
            assertThat(violations(document("{\"name\":\"" + "a".repeat(101) + "\",\"type\":\"str\"}", "str"))).extracting(Finding::rule)
                    .containsExactly("name");
        }
    }

    @Nested
    class Rereading {

        @Test
        void shouldRead_whenLimitsBecameTighterSince() {
            var name = "a".repeat(300);
            assertThat(reader().reread(document("{\"name\":\"" + name + "\",\"type\":\"str\"}", "str")).signature().inputs())
                    .extracting(SignatureInput::name).containsExactly(name);
        }
    }
}
