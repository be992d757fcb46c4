package io.trestle.platform.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.trestle.platform.kubernetes.Checkout;

/** What {@code deploy/monitoring} asks Prometheus for. */
public final class Monitoring {

    /** Of Prometheus itself and of kube-state-metrics, and the labels that these and a scrape by the operator bring. */
    public static final Set<String> METRICS_OF_OTHERS = Set.of("up", "kube_deployment_spec_replicas",
            "kube_deployment_status_replicas_available", "job",
            "pod", "namespace", "deployment");

    private static final String DIRECTORY = "deploy/monitoring/";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern NAME = Pattern.compile("(?<![a-zA-Z0-9_:.$])[a-zA-Z_:][a-zA-Z0-9_:]*");
    /** Of PromQL, as far as it is used. */
    private static final Set<String> WORDS = Set.of("sum", "max", "min", "avg", "count", "rate", "increase", "by", "and", "or", "unless",
            "on", "bool");

    private Monitoring() {
    }

    /** Names of metrics and labels, by the place that uses them. */
    public static Map<String, Set<String>> used() {
        var all = new TreeMap<String, Set<String>>();
        alerts().forEach(rule -> all.put("alert " + rule.path("alert").asText(), names(rule.path("expr").asText())));
        for (var file : new String[]{"trestle-suite", "trestle-work"}) {
            dashboard(file).path("panels").forEach(panel -> all.put(file + ": " + panel.path("title").asText(),
                    panel.path("targets").findValues("expr").stream().flatMap(expression -> names(expression.asText()).stream())
                            .collect(Collectors.toCollection(TreeSet::new))));
        }
        return all;
    }

    public static JsonNode alerts() {
        return yaml(Checkout.text(DIRECTORY + "prometheus-rules.yaml")).at("/spec/groups/0/rules");
    }

    static JsonNode dashboard(String name) {
        return yaml(Checkout.text(DIRECTORY + "dashboards/" + name + ".json"));
    }

    /** Metrics that prometheus-adapter offers to autoscalers, with the series and labels that each is made of. */
    public static Map<String, Set<String>> adapterRules() {
        var config = yaml(yaml(Checkout.text(DIRECTORY + "prometheus-adapter.yaml")).at("/data/config.yaml").asText());
        var all = new TreeMap<String, Set<String>>();
        for (var list : new String[]{"rules", "externalRules"}) {
            config.path(list).forEach(rule -> {
                var names = names(rule.path("seriesQuery").asText());
                names.addAll(names(rule.path("metricsQuery").asText().replaceAll("<<[^>]*>>", "")));
                names.removeAll(METRICS_OF_OTHERS);
                all.put(rule.at("/name/as").asText(), names);
            });
        }
        return all;
    }

    static Set<String> names(String expression) {
        var bare = expression.replaceAll("\"[^\"]*\"", "").replaceAll("\\[[^]]*]", "");
        return NAME.matcher(bare).results().map(match -> match.group()).filter(name -> !WORDS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
