package io.trestle.clientapi.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {

    private static String read(String text) throws PythonSyntaxException {
        return PythonLiteral.parse(text, SignatureMother.limits()).toString();
    }

    @Nested
    class Reading {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                None                | null
                True                | true
                False               | false
                50                  | 50
                -7                  | -7
                +7                  | 7
                1_000_000           | 1000000
                0x1F                | 31
                -0b101              | -5
                0o17                | 15
                5.0                 | 5.0
                .5                  | 0.5
                5.                  | 5.0
                1e-05               | 1.0E-5
                123456789012345678901234567890 | 123456789012345678901234567890
                "double"            | "double"
                'a' "b"             | "ab"
                u'text'             | "text"
                r'\\d+'             | "\\\\d+"
                '\\d'               | "\\\\d"
                ''                  | ""
                []                  | []
                ['a', 'b']          | ["a","b"]
                ['a', 'b',]         | ["a","b"]
                ()                  | []
                (1)                 | 1
                (1,)                | [1]
                (1, 2)              | [1,2]
                {1, 2}              | [1,2]
                {}                  | {}
                {'a': 1, "b": [None]} | {"a":1,"b":[null]}
                {1: 'x', True: 'y'} | {"1":"x","true":"y"}
                """)
        void shouldGiveJson_whenTextIsLiteral(String text, String json) throws PythonSyntaxException {
            assertThat(read(text)).isEqualTo(json);
        }

        @Test
        void shouldReadEscapes_whenTheyNameCharacters() throws PythonSyntaxException {
            assertThat(PythonLiteral.parse("'\\n\\t\\\\\\'\\x41\\u00e9\\U0001F600\\101'", SignatureMother.limits()).textValue())
                    .isEqualTo("\n\t\\'A\u00e9\ud83d\ude00A");
        }

        @Test
        void shouldReadTripleQuotes_whenTextSpansLines() throws PythonSyntaxException {
            assertThat(PythonLiteral.parse("'''a\n'b'\n'''", SignatureMother.limits()).textValue()).isEqualTo("a\n'b'\n");
        }
    }

    @Nested
    class Refusing {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "foo", "foo()", "__import__('os').system('true')", "1 + 1", "[1", "[1 2]", "(1", "{'a'}x",
                "{'a': }",
                "'open", "\"open", "'\\", "'\\x4'", "'\\u12'", "'\\N{BULLET}'", "b'bytes'", "f'{1}'", "1j", "--1", "1__0", "1e999", "inf",
                "nan",
                "float('inf')", "lambda: 1", "[x for x in y]", "...", "{[1]: 2}", "'\\ud800'", "'\\0'", "1,2", "0x", "1.2.3"})
        void shouldRefuse_whenTextIsNoStorableLiteral(String text) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(PythonSyntaxException.class);
        }

        @Test
        void shouldRefuseAtOnce_whenNestingIsABomb() {
            assertThatThrownBy(() -> read("[".repeat(9_999) + "]".repeat(9_999))).hasMessageContaining("levels");
            assertThatThrownBy(() -> read("(".repeat(9_999))).hasMessageContaining("levels");
            assertThatThrownBy(() -> read("{1:".repeat(6_000))).hasMessageContaining("levels");
        }

        @Test
        void shouldRefuseAtOnce_whenNumberIsABomb() {
            assertThatThrownBy(() -> read("9".repeat(19_000))).hasMessageContaining("digits");
            assertThatThrownBy(() -> read("1e999999999")).hasMessageContaining("finite");
        }

        @Test
        void shouldRefuseAtOnce_whenTextIsLong() {
            assertThatThrownBy(() -> read("'" + "a".repeat(20_000) + "'")).hasMessageContaining("20000 characters");
        }
    }
}
