package io.trestle.clientapi.compatibility;

import static io.trestle.clientapi.signature.SignatureMother.document;
import static io.trestle.clientapi.signature.SignatureMother.input;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static io.trestle.clientapi.signature.SignatureMother.signature;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.Signature;
import io.trestle.clientapi.signature.SignatureMother;

class ComparisonTest {

    private static Comparison compare(ObjectNode before, ObjectNode after) {
        return Comparison.of(signature(before), signature(after));
    }

    /** As a worker decides: what is not declared is ignored. */
    private static boolean accepts(Signature signature, ObjectNode input) {
        return signature.inputs().stream().allMatch(each -> input.has(each.name())
                ? InputProblem.of(each, input.get(each.name())) == null
                : InputProblem.ofMissing(each) == null);
    }

    @Nested
    class Unchanged {

        @Test
        void shouldBeUnchanged_whenOnlyTheSpellingDiffers() {
            assertThat(
                    compare(input("Optional[int]", "{\"default\":\"5\",\"ge\":\"0\"}"), input("int | None", "{\"default\":5,\"ge\":0.0}")))
                    .isEqualTo(Comparison.none());
        }
    }

    @Nested
    class Patch {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"description":"a"}   | {"description":"b"}     | description
                {}                    | {"deprecated":true}     | deprecated
                {"choices":["a","b"]} | {"choices":["b","a"]}   | choices
                """)
        void shouldBePatch_whenOnlyWordsDiffer(String before, String after, String rule) {
            var comparison = compare(input("str", before), input("str", after));
            assertThat(comparison.level()).isEqualTo(Level.PATCH);
            assertThat(comparison.changes()).extracting(Change::rule).containsExactly(rule);
        }

        @Test
        void shouldBePatch_whenOrderDiffers() {
            var a = "{\"name\":\"a\",\"type\":\"str\"}";
            var b = "{\"name\":\"b\",\"type\":\"str\"}";
            assertThat(compare(document(a + "," + b, "str"), document(b + "," + a, "str")).level()).isEqualTo(Level.PATCH);
        }
    }

    @Nested
    class Minor {

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                int          > {"ge":0}             > int            > {"ge":-1}
                int          > {"le":5}             > int            > {}
                int          > {"ge":1}             > int            > {"ge":0.5,"default":3}
                str          > {"max_length":5}     > str            > {"max_length":6}
                str          > {"regex":"a"}        > str            > {}
                str          > {"choices":["a"]}    > str            > {"choices":["a","b"]}
                str          > {"choices":["a"]}    > str            > {}
                str          > {}                   > str            > {"default":"a"}
                str          > {"default":"a"}      > str            > {"default":"b"}
                int          > {}                   > float          > {}
                int          > {}                   > int | str      > {}
                str          > {}                   > str | None     > {}
                list[int]    > {}                   > list[float]    > {}
                Literal['a'] > {}                   > Literal['a','b'] > {}
                Literal['a'] > {}                   > str            > {}
                Path         > {}                   > str            > {}
                """)
        void shouldBeMinor_whenMoreIsAccepted(String oldType, String before, String type, String after) {
            var comparison = compare(input(oldType, before), input(type, after));
            assertThat(comparison.level()).isEqualTo(Level.MINOR);
            assertThat(comparison.counterexample()).isNull();
        }

        @Test
        void shouldBeMinor_whenOptionalInputIsAdded() {
            var grown = SignatureMother.seed();
            grown.withArray("inputs").add(json("{\"name\":\"extra\",\"type\":\"str\",\"validation\":{\"default\":\"a\"}}"));
            assertThat(compare(SignatureMother.seed(), grown).level()).isEqualTo(Level.MINOR);
        }
    }

    @Nested
    class Major {

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                int          > {"ge":0,"le":1000}   > int            > {"ge":0,"le":500}
                int          > {}                   > int            > {"ge":-1000}
                float        > {"ge":0}             > float          > {"ge":0.1}
                str          > {"max_length":300}   > str            > {"max_length":200}
                str          > {}                   > str            > {"min_length":1}
                str          > {}                   > str            > {"regex":"^[a-z]+$"}
                str          > {"choices":["a","b"]} > str           > {"choices":["a"]}
                str          > {"choices":["a","b"]} > str           > {"regex":"a"}
                str          > {}                   > str            > {"choices":["zebra"]}
                str          > {"default":"a"}      > str            > {}
                str | None   > {}                   > str            > {"default":"a"}
                Secret       > {"default":"None"}   > Secret         > {}
                float        > {}                   > int            > {}
                str          > {}                   > int            > {}
                str          > {}                   > Path           > {}
                int | str    > {}                   > int            > {}
                list[float]  > {}                   > list[int]      > {}
                list[str]    > {"choices":["a","b"]} > list[str]     > {"choices":["a"]}
                Literal['a','b'] > {}               > Literal['a']   > {}
                dict         > {}                   > dict[str, str] > {}
                Any          > {}                   > str            > {}
                """)
        void shouldProveIt_whenLessIsAccepted(String oldType, String before, String type, String after) {
            // given
            var old = signature(input(oldType, before));
            var present = signature(input(type, after));
            // when
            var comparison = Comparison.of(old, present);
            // then
            assertThat(comparison.level()).isEqualTo(Level.MAJOR);
            var example = comparison.counterexample();
            assertThat(example).isNotNull();
            assertThat(accepts(old, (ObjectNode) example.input())).as("old accepts %s", example).isTrue();
            assertThat(accepts(present, (ObjectNode) example.input())).as("new accepts %s", example).isFalse();
            assertThat(example.problem()).startsWith("'x': ");
        }

        @Test
        void shouldGiveTheOtherInputs_whenTheyAreRequired() {
            // given
            var narrower = SignatureMother.seed();
            ((ObjectNode) narrower.at("/inputs/2/validation")).put("le", "500");
            // when
            var example = compare(SignatureMother.seed(), narrower).counterexample();
            // then
            assertThat(example.input()).isEqualTo(json("{\"prompt\":\"a\",\"seed\":1,\"steps\":1000}"));
            assertThat(example.problem()).isEqualTo("'steps': value is above 500");
        }

        @Test
        void shouldProveIt_whenRequiredInputIsAdded() {
            var grown = SignatureMother.seed();
            grown.withArray("inputs").add(json("{\"name\":\"extra\",\"type\":\"str\"}"));
            var comparison = compare(SignatureMother.seed(), grown);
            assertThat(comparison.level()).isEqualTo(Level.MAJOR);
            assertThat(comparison.counterexample().problem()).isEqualTo("'extra': Field required");
        }

        @Test
        void shouldSayWhatIsLost_whenInputIsRemoved() {
            var comparison = compare(SignatureMother.seed(), document("", "list[Path]"));
            assertThat(comparison.level()).isEqualTo(Level.MAJOR);
            assertThat(comparison.counterexample().input().has("prompt")).isTrue();
            assertThat(comparison.counterexample().problem()).contains("ignores");
        }

        @Test
        void shouldBeMajorWithoutExample_whenOutputDiffers() {
            var comparison = compare(document("", "str"), document("", "list[str]"));
            assertThat(comparison.level()).isEqualTo(Level.MAJOR);
            assertThat(comparison.changes()).extracting(Change::message).containsExactly("The output is list[str], and was str");
            assertThat(comparison.counterexample()).isNull();
        }

        @Test
        void shouldListGravestFirst_whenThereAreSeveral() {
            var comparison = compare(input("int", "{\"description\":\"a\",\"ge\":0,\"le\":5}"),
                    input("int", "{\"description\":\"b\",\"ge\":-1,\"le\":4}"));
            assertThat(comparison.changes()).extracting(Change::level).containsExactly(Level.MAJOR, Level.MINOR, Level.PATCH);
        }
    }
}
