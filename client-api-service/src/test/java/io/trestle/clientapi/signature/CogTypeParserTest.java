package io.trestle.clientapi.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CogTypeParserTest {

    private static CogType parse(String text) throws PythonSyntaxException {
        return CogTypeParser.parse(text, SignatureMother.limits());
    }

    @Nested
    class Reading {

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                str                                  > str
                int                                  > int
                float                                > float
                bool                                 > bool
                Path                                 > Path
                cog.Path                             > Path
                File                                 > File
                Secret                               > Secret
                Any                                  > Any
                typing.Any                           > Any
                dict                                 > dict
                Dict[str, Any]                       > dict
                dict[str, int]                       > dict[str, int]
                list                                 > list[Any]
                list[Path]                           > list[Path]
                List[str]                            > list[str]
                typing.List[cog.Path]                > list[Path]
                list[list[int]]                      > list[list[int]]
                Optional[str]                        > str | None
                typing.Optional[List[int]]           > list[int] | None
                str | None                           > str | None
                None | str                           > str | None
                Union[str, None]                     > str | None
                Union[int, str]                      > int | str
                int | str | None                     > int | str | None
                Optional[Union[int, str]]            > int | str | None
                Union[int, int]                      > int
                Literal['a', 'b']                    > Literal["a", "b"]
                Literal[1, 2]                        > Literal[1, 2]
                Literal['a', None]                   > Literal["a"] | None
                Iterator[str]                        > Iterator[str]
                AsyncIterator[Path]                  > Iterator[Path]
                ConcatenateIterator[str]             > ConcatenateIterator[str]
                AsyncConcatenateIterator[str]        > ConcatenateIterator[str]
                Output                               > Output
                'Output'                             > Output
                models.Output                        > Output
                Annotated[int, Field(ge=[1])]        > int
                """)
        void shouldKnow_whenCogHasTheType(String text, String canonical) throws PythonSyntaxException {
            assertThat(parse(text).text()).isEqualTo(canonical);
        }
    }

    @Nested
    class Refusing {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "None", "list[", "list[]", "list[str", "list]str[", "str str", "str,", "list[str,int]",
                "tuple[int, int]",
                "set[str]", "dict[str]", "Optional[None]", "Optional[str, int]", "Literal[]", "Literal[[1]]", "Literal[1.5]", "1", "str()",
                "a b",
                "ConcatenateIterator[int]", "str | ", "| str", "list[None]", "\u0455tr", "str\u200b"})
        void shouldRefuse_whenTextIsNoType(String text) {
            assertThatThrownBy(() -> parse(text)).isInstanceOf(PythonSyntaxException.class).hasMessageMatching("(?s).{5,}");
        }

        @Test
        void shouldRefuseAtOnce_whenTypeIsABomb() {
            assertThatThrownBy(() -> parse("list[".repeat(700) + "str" + "]".repeat(400))).hasMessageContaining("levels");
            assertThatThrownBy(() -> parse("x".repeat(5_000))).hasMessageContaining("4000 characters");
            assertThatThrownBy(() -> parse("A" + "|A1|B2|C3|D4|E5|F6|G7|H8|I9|J1|K2|L3|M4|N5|O6|P7")).hasMessageContaining("16 members");
        }
    }
}
