package io.trestle.clientapi.signature;

import static io.trestle.clientapi.signature.SignatureMother.document;
import static io.trestle.clientapi.signature.SignatureMother.input;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static io.trestle.clientapi.signature.SignatureMother.signature;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

class SignatureOpenApiTest {

    private static JsonNode schemas(JsonNode document) {
        return document.path("components").path("schemas");
    }

    @Nested
    class Inputs {

        @Test
        void shouldDescribeSeed_asCogDoes() {
            var input = schemas(SignatureOpenApi.document(signature(SignatureMother.seed()))).path("Input");
            assertThat(input).isEqualTo(json("""
                    {"title":"Input","type":"object","properties":{
                      "prompt":{"title":"Prompt","type":"string","description":"this is a prompt","x-order":0},
                      "seed":{"title":"Seed","type":"integer","description":"seed","x-order":1},
                      "steps":{"title":"Steps","type":"integer","default":50,"description":"steps","minimum":0,"maximum":1000,"x-order":2},
                      "guidance_scale":{"title":"Guidance Scale","type":"number","default":5.0,"description":"guidance_scale",
                        "minimum":0,"maximum":20,"x-order":3}},
                     "required":["prompt","seed"]}"""));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                Path            > {"accept":"image/*"}  > {"type":"string","format":"uri","x-cog-accept":"image/*"}
                File            > {}                    > {"type":"string","format":"uri"}
                Secret          > {}                    > {"type":"string","format":"password","writeOnly":true,"x-cog-secret":true}
                Secret          > {"default":"None"}    > {"type":"string","format":"password","writeOnly":true,"x-cog-secret":true,"default":null,"nullable":true}
                Any             > {}                    > {"type":"object"}
                dict            > {}                    > {"type":"object"}
                Output          > {}                    > {"type":"object"}
                bool            > {"default":"True"}    > {"type":"boolean","default":true}
                list[int]       > {}                    > {"type":"array","items":{"type":"integer"}}
                Optional[str]   > {}                    > {"type":"string","nullable":true}
                int | str       > {}                    > {"anyOf":[{"type":"integer"},{"type":"string"}]}
                Literal['a']    > {}                    > {"type":"string","enum":["a"]}
                str             > {"min_length":1,"max_length":2,"regex":"a"} > {"type":"string","minLength":1,"maxLength":2,"pattern":"a"}
                str             > {"deprecated":"True"} > {"type":"string","deprecated":true}
                float           > {"ge":"0.5"}          > {"type":"number","minimum":0.5}
                """)
        void shouldWriteSchema_ofEveryType(String type, String validation, String schema) {
            var property = schemas(SignatureOpenApi.document(signature(input(type, validation)))).path("Input").path("properties")
                    .path("x");
            var expected = (com.fasterxml.jackson.databind.node.ObjectNode) json(schema);
            expected.put("title", "X").put("x-order", 0);
            assertThat(property).isEqualTo(expected);
        }

        @Test
        void shouldReferToComponent_whenThereAreChoices() {
            var schemas = schemas(SignatureOpenApi.document(signature(document("""
                    {"name":"size","type":"int","validation":{"choices":[1,2],"default":1}},
                    {"name":"Output","type":"str","validation":{"choices":["a"]}}""", "str"))));
            assertThat(schemas.path("size"))
                    .isEqualTo(json("{\"title\":\"size\",\"description\":\"An enumeration.\",\"type\":\"integer\",\"enum\":[1,2]}"));
            assertThat(schemas.path("Input").path("properties").path("size"))
                    .isEqualTo(json("{\"allOf\":[{\"$ref\":\"#/components/schemas/size\"}],\"default\":1,\"x-order\":0}"));
            assertThat(schemas.path("Output").path("type").asText()).isEqualTo("string");
            assertThat(schemas.has("Output_choices")).isTrue();
        }
    }

    @Nested
    class Outputs {

        @ParameterizedTest
        @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                list[Path]               > {"type":"array","items":{"type":"string","format":"uri"},"title":"Output"}
                Iterator[str]            > {"type":"array","items":{"type":"string"},"x-cog-array-type":"iterator","title":"Output"}
                ConcatenateIterator[str] > {"type":"array","items":{"type":"string"},"x-cog-array-type":"iterator","x-cog-array-display":"concatenate","title":"Output"}
                dict[str, list[int]]     > {"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}},"title":"Output"}
                """)
        void shouldWriteSchema_ofEveryType(String type, String schema) {
            assertThat(schemas(SignatureOpenApi.document(signature(document("", type)))).path("Output")).isEqualTo(json(schema));
        }
    }

    @Test
    void shouldResolveEveryReference_andOfferCogsPaths() {
        var document = SignatureOpenApi.document(signature(SignatureMother.seed()));
        var references = new ArrayList<String>();
        document.findValuesAsText("$ref").forEach(references::add);
        assertThat(references).isNotEmpty().allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).isFalse());
        assertThat(document.path("openapi").asText()).isEqualTo("3.0.2");
        assertThat(document.path("paths").fieldNames()).toIterable().containsExactly("/", "/health-check", "/predictions",
                "/predictions/{prediction_id}", "/predictions/{prediction_id}/cancel");
    }
}
