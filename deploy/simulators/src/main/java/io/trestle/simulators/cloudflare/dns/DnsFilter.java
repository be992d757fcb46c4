package io.trestle.simulators.cloudflare.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

import io.trestle.simulators.cloudflare.api.ApiCall;

/** The query of {@code GET /dns_records}: {@code match=all} (default) or {@code any} of the conditions. Text ignores case. */
final class DnsFilter {

    private final ApiCall call;
    private final List<Predicate<DnsRecord>> conditions = new ArrayList<>();

    private DnsFilter(ApiCall call) {
        this.call = call;
    }

    static Predicate<DnsRecord> of(ApiCall call) {
        var filter = new DnsFilter(call);
        filter.text("name", DnsRecord::name);
        filter.text("content", DnsRecord::content);
        filter.text("comment", one -> one.comment() == null ? "" : one.comment());
        filter.condition("comment.present", value -> one -> one.comment() != null);
        filter.condition("comment.absent", value -> one -> one.comment() == null);
        filter.condition("type", value -> one -> one.type().equalsIgnoreCase(value));
        filter.condition("proxied", value -> one -> one.proxied() == Boolean.parseBoolean(value));
        filter.condition("search", value -> one -> folded(one.name() + " " + one.content() + " " + one.comment()).contains(folded(value)));
        return filter.combined();
    }

    /** {@code order} by a member, {@code direction=desc} turns it round; without it, by creation. */
    static Comparator<DnsRecord> order(ApiCall call) {
        Comparator<DnsRecord> ascending = switch (call.parameter("order").orElse("")) {
            case "type" -> Comparator.comparing(DnsRecord::type);
            case "name" -> Comparator.comparing(DnsRecord::name);
            case "content" -> Comparator.comparing(DnsRecord::content);
            case "ttl" -> Comparator.comparing(DnsRecord::ttl);
            case "proxied" -> Comparator.comparing(DnsRecord::proxied);
            default -> Comparator.comparing(DnsRecord::createdOn);
        };
        return call.parameter("direction").filter("desc"::equals).isPresent() ? ascending.reversed() : ascending;
    }

    private void text(String member, Function<DnsRecord, String> value) {
        compare(member, value, String::equals);
        compare(member + ".exact", value, String::equals);
        compare(member + ".contains", value, String::contains);
        compare(member + ".startswith", value, String::startsWith);
        compare(member + ".endswith", value, String::endsWith);
    }

    private void compare(String parameter, Function<DnsRecord, String> value, BiPredicate<String, String> how) {
        condition(parameter, wanted -> one -> how.test(folded(value.apply(one)), folded(wanted)));
    }

    private void condition(String parameter, Function<String, Predicate<DnsRecord>> condition) {
        call.parameter(parameter).map(condition).ifPresent(conditions::add);
    }

    private Predicate<DnsRecord> combined() {
        var any = call.parameter("match").filter("any"::equals).isPresent();
        return conditions.stream().reduce((one, other) -> any ? one.or(other) : one.and(other)).orElse(everything -> true);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
