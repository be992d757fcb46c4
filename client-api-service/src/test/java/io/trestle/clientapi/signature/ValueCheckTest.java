package io.trestle.clientapi.signature;

import static io.trestle.clientapi.signature.SignatureMother.input;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static io.trestle.clientapi.signature.SignatureMother.signature;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueCheckTest {

    private static InputProblem problem(String type, String validation, String value) {
        return InputProblem.of(signature(input(type, validation)).inputs().get(0), json(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
            str                > {}                       > "a"
            int                > {"ge":0,"le":5}          > 5
            int                > {}                       > 5.0
            int                > {}                       > 123456789012345678901234567890
            float              > {"ge":0}                 > 1
            bool               > {}                       > true
            Path               > {}                       > "https://trestle.example/a.png"
            Path               > {}                       > "data:text/plain,a"
            Secret             > {}                       > "s"
            Secret             > {"default":"None"}       > null
            str | None         > {}                       > null
            Any                > {}                       > [1]
            dict               > {}                       > {"a":1}
            dict[str, int]     > {}                       > {"a":1}
            list[int]          > {}                       > [1,2]
            list[str]          > {"choices":["a","b"]}    > ["a"]
            int | str          > {}                       > "a"
            Literal['a', 1]    > {}                       > 1
            str                > {"choices":["a","b"]}    > "b"
            float              > {"choices":[1,2]}        > 2
            str                > {"min_length":1,"max_length":1} > "\ud83d\ude00"
            str                > {"regex":"b"}            > "abc"
            Output             > {}                       > {"anything":[]}
            """)
    void shouldAccept_whenValueFits(String type, String validation, String value) {
        assertThat(problem(type, validation, value)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
            str                > {}                       > 5              > is no str
            str                > {}                       > null           > is null
            int                > {}                       > 5.5            > is no int
            int                > {}                       > true           > is no int
            int                > {}                       > "5"            > is no int
            int                > {"ge":0}                 > -1             > is below 0
            float              > {"le":"0.5"}             > 0.6            > is above 0.5
            Path               > {}                       > "file:///etc/passwd" > is no Path
            Path               > {}                       > "/etc/passwd"  > is no Path
            list[int]          > {}                       > [1,"a"]        > is no list[int]
            list[str]          > {"choices":["a"]}        > ["b"]          > none of the choices
            dict[str, int]     > {}                       > {"a":"b"}      > is no dict[str, int]
            int | str          > {}                       > []             > is no int | str
            Literal['a']       > {}                       > "b"            > is no Literal["a"]
            str                > {"choices":["a"]}        > "b"            > none of the choices
            str                > {"min_length":2}         > "\ud83d\ude00" > fewer than 2
            str                > {"max_length":1}         > "ab"           > more than 1
            str                > {"regex":"^b"}           > "ab"           > does not match ^b
            """)
    void shouldSayWhy_whenValueDoesNotFit(String type, String validation, String value, String why) {
        var problem = problem(type, validation, value);
        assertThat(problem.msg()).contains(why);
        assertThat(problem.loc()).containsExactly("body", "input", "x");
    }

    @Test
    void shouldMissInput_whenItIsRequired() {
        assertThat(InputProblem.ofMissing(signature(input("str", "{}")).inputs().get(0)).type()).isEqualTo("value_error.missing");
        assertThat(InputProblem.ofMissing(signature(input("str", "{\"default\":\"a\"}")).inputs().get(0))).isNull();
    }

    @Test
    void shouldAnswerSoon_whenPatternIsAReDoS() {
        // given a pattern that backtracking engines need years for
        var evil = "{\"regex\":\"^(a+)+$\"}";
        // then
        assertThat(problem("str", evil, "\"" + "a".repeat(50_000) + "!\"")).isNotNull();
    }
}
