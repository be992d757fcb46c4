package io.trestle.dbc.rules;

import java.util.Set;
import java.util.regex.Pattern;

import io.trestle.dbc.protocol.DbcId;

/**
 * The texts that reach a node. None may begin with a hyphen (an option), hold {@code ..}, a quote, white space outside descriptions, or anything
 * that a shell, rsync or iptables reads as syntax.
 */
public enum Words {

    NODE_ID("[0-9a-f]{64}", "64 lower-case hex digits"),
    TASK_ID("[0-9A-Za-z]{6,64}|vm_check_[0-9]{1,20}", "the task_id that the node gave"),
    FILE_NAME("[0-9A-Za-z_][0-9A-Za-z._-]{0,127}", "a file name of letters, digits, dot, hyphen and underscore"),
    IMAGE("[0-9A-Za-z_][0-9A-Za-z._-]{0,120}\\.qcow2", "a file name of letters, digits, dot, hyphen and underscore that ends with .qcow2"),
    DIRECTORY("(/[0-9A-Za-z_][0-9A-Za-z._-]{0,63}){1,8}/?",
            "an absolute path of letters, digits, dot, hyphen and underscore"),
    NAME("[0-9A-Za-z_][0-9A-Za-z._-]{0,63}", "1 to 64 letters, digits, dots, hyphens and underscores"),
    SNAPSHOT_NAME("[0-9A-Za-z_][0-9A-Za-z._-]{0,63}", "1 to 64 letters, digits, dots, hyphens and underscores; not a verb of the API"),
    DESCRIPTION("[\\p{L}\\p{N}_][\\p{L}\\p{N}_., +-]{0,199}", "1 to 200 letters, digits, blanks and . , _ + -"),
    SYSTEM("[0-9A-Za-z][0-9A-Za-z._-]{0,31}", "for example ubuntu or win"),
    IMAGE_SERVER("[0-9A-Za-z_][0-9A-Za-z_-]{0,31}", "the id of an image server, as /images/servers lists it"),
    NETWORK_NAME("[0-9A-Za-z]{6,10}", "6 to 10 letters and digits"),
    ADDRESS("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}", "an IPv4 address"),
    NETWORK_FILTER("(in|out),(tcp|udp|icmp|all),(all|[0-9]{1,5}(-[0-9]{1,5})?),(?:[0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2},(accept|drop)",
            "as in,tcp,22,0.0.0.0/0,accept"),
    RENT_ORDER("[0-9]{1,20}", "the number of a rent order"),
    DISK("vd[a-z]", "vda, vdb …");

    private static final Set<String> VERBS = Set.of("create", "delete", "list");

    private final Pattern allowed;
    private final String expectation;

    Words(String allowed, String expectation) {
        this.allowed = Pattern.compile(allowed);
        this.expectation = expectation;
    }

    public boolean allows(String text) {
        return allowed.matcher(text).matches() && !text.contains("..") && !text.contains(" -") && isNoVerb(text) && hasChecksum(text);
    }

    /** What is expected, in words. */
    public String expectation() {
        return expectation;
    }

    private boolean isNoVerb(String text) {
        return this != SNAPSHOT_NAME || !VERBS.contains(text);
    }

    private boolean hasChecksum(String text) {
        return this != TASK_ID || text.startsWith("vm_check_") || DbcId.isValid(text);
    }
}
