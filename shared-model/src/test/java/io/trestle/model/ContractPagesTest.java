package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/contracts says what schemas and golden files say. A section that is missing stands, ready to be copied, in the failure. */
class ContractPagesTest {

    @Nested
    class TopicPage {

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldHaveTableAndGoldenExample_forEachMessage(Class<? extends Message> type) {
            assertThat(page(Topic.of(type))).contains(ContractPage.section(type));
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldDescribeTheParts_ofEachMessage(Class<? extends Message> type) {
            for (var part : ContractFiles.json(ContractFiles.schema(type)).path("$defs").properties()) {
                assertThat(page(Topic.of(type))).contains(ContractPage.part(part.getKey(), part.getValue()));
            }
        }

        @ParameterizedTest
        @EnumSource
        void shouldNameNoOtherMessage_always(Topic topic) {
            var named = Pattern.compile("(?m)^`(io\\.trestle\\.[\\w.-]+)`:").matcher(page(topic)).results().map(result -> result.group(1))
                    .toList();

            assertThat(named).containsExactlyInAnyOrderElementsOf(typeNames(topic));
        }

        @ParameterizedTest
        @EnumSource
        void shouldSayWhoWritesAndReads_always(Topic topic) {
            assertThat(page(topic)).contains("| written by |", "| read by |", "| key |", "| order |", "| duplicates |", "| retention |",
                    topic.topicName() + ".", ".dlq`");
        }
    }

    @Nested
    class Overview {

        private final String overview = ContractFiles.text(ContractFiles.DOCS.resolve("contracts/README.md"));

        @ParameterizedTest
        @EnumSource
        void shouldLinkThePage_ofEachTopic(Topic topic) {
            assertThat(overview).contains("[`" + topic.topicName() + "`](" + topic.topicName() + ".md)");
        }

        @Test
        void shouldGiveTheLimits_thatTheCodecHas() {
            assertThat(overview).contains("more than " + JsonLimits.MESSAGE_DEPTH + " levels",
                    "more than " + JsonLimits.NUMBER_LENGTH + " characters",
                    "at most " + JsonLimits.VALUE_DEPTH + " levels and " + JsonLimits.VALUE_BYTES / 1024 + " KiB");
        }

        @Test
        void shouldBeTheOnlyPageBesideThoseOfTheTopics() {
            var pages = ContractFiles.files(ContractFiles.DOCS.resolve("contracts")).stream().map(file -> file.getFileName().toString())
                    .toList();

            assertThat(pages).hasSize(Topic.values().length + 1).contains("README.md");
        }
    }

    private static String page(Topic topic) {
        return ContractFiles.text(ContractFiles.DOCS.resolve("contracts/" + topic.topicName() + ".md"));
    }

    private static List<String> typeNames(Topic topic) {
        return MessageCodec.types().stream().filter(topic.messageType()::isAssignableFrom).map(MessageCodec::typeName).toList();
    }
}
