package io.trestle.cloudflare.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is taken can be run; whatever else arrives is refused with a sentence, and never breaks the validator. */
class IngressRulesProperties {

    @Property(tries = 2_000)
    void anyTextIsEitherTakenOrRefusedWithASentence(@ForAll String service) {
        var why = IngressRules.whyRefused(service);

        assertThat(why == null || why.endsWith(".")).isTrue();
    }

    @Property
    void aUrlOfSchemeHostAndPortIsTaken_andRefusedWithAnyPath(@ForAll("origins") String origin, @ForAll("paths") String path) {
        assertThat(IngressRules.whyRefused(origin)).isNull();
        assertThat(IngressRules.whyRefused(origin + path)).contains("path");
    }

    @Property
    void aStatusIsTakenExactlyFrom100To999(@ForAll int status) {
        assertThat(IngressRules.whyRefused("http_status:" + status) == null).isEqualTo(status >= 100 && status <= 999);
    }

    @Property
    void theRulesOfAModelAreAlwaysTaken(@ForAll("labels") String label, @ForAll("origins") String origin) {
        assertThat(IngressRules.whyRefused(IngressRules.forModel(label + ".example.org", origin))).isNull();
    }

    @Property
    void rulesAreTakenExactlyWhenOnlyTheLastMatchesEverything(@ForAll("rules") List<IngressRule> rules) {
        var onlyLast = true;
        for (var i = 0; i < rules.size(); i++) {
            onlyLast &= rules.get(i).isCatchAll() == (i == rules.size() - 1);
        }

        assertThat(IngressRules.whyRefused(rules) == null).isEqualTo(onlyLast && !rules.isEmpty());
    }

    @Property
    void oneBrokenRuleRefusesAll(@ForAll("rules") List<IngressRule> rules, @ForAll("labels") String label) {
        var broken = new ArrayList<>(rules);
        broken.add(0, new IngressRule(label + ".example.org:443", null, "http://localhost"));

        assertThat(IngressRules.whyRefused(broken)).isNotNull();
    }

    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(63);
    }

    @Provide
    Arbitrary<String> origins() {
        var hosts = Arbitraries.oneOf(labels(), Arbitraries.of("127.0.0.1", "[::1]", "worker.internal", "my_service"));
        return Combinators.combine(Arbitraries.of("http", "https", "tcp", "ssh", "rdp"), hosts, Arbitraries.integers().between(1, 65_535))
                .as((scheme, host, port) -> scheme + "://" + host + ":" + port);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withCharRange('a', 'z').withChars('/', '.').ofMaxLength(20).map(path -> "/" + path);
    }

    @Provide
    Arbitrary<List<IngressRule>> rules() {
        var hostnames = Arbitraries.of("", "*", "a.example.org", "*.example.org").injectNull(0.2);
        var paths = Arbitraries.of("", "/v1", "\\.(png|jpg)$").injectNull(0.5);
        return Combinators.combine(hostnames, paths, origins()).as(IngressRule::new).list().ofMaxSize(5);
    }
}
