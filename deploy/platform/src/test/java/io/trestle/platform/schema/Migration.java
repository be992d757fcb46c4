package io.trestle.platform.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One migration, held against the version of the service that runs beside it during a rollout, and again after a rollback: what that version reads
 * and writes must go on to work.
 */
record Migration(String path, String sql) {

    private static final Pattern CONTRACT = Pattern.compile("^--\\s*contract: unused since (V[\\d_]+)$", Pattern.MULTILINE);
    private static final Pattern CREATED = Pattern.compile("create (?:unlogged )?table (?:if not exists )?(\\w+)");
    private static final Pattern CHANGED = Pattern
            .compile("(?:alter table(?: if exists)?(?: only)?|create unique index(?: \\w+)? on|update|delete from) (\\w+)");
    /** What is refused, and why. */
    private static final Map<Pattern, String> RULES = rules();

    private static Map<Pattern, String> rules() {
        var all = new LinkedHashMap<Pattern, String>();
        all.put(Pattern.compile("drop (table|view|sequence|type)"), "the other version still uses it");
        all.put(Pattern.compile("drop column"), "the other version still reads and writes the column");
        all.put(Pattern.compile("rename"), "the other version knows the old name only");
        all.put(Pattern.compile("set not null"), "the other version does not write the column");
        all.put(Pattern.compile("drop default"), "the other version does not write the column");
        all.put(Pattern.compile("alter (column )?\\w+ (set data )?type "), "the other version's statements have the old type");
        all.put(Pattern.compile("create unique index|add (constraint|check|unique|primary key|foreign key|exclude)"),
                "the other version does not keep to it");
        all.put(Pattern.compile("create or replace|drop (function|trigger|rule)"),
                "the other version relies on what it did: make one of another name");
        all.put(Pattern.compile("truncate|delete from"), "the other version reads the rows");
        return all;
    }

    /** What would break the other version: {@code statement: why}. */
    List<String> breaches() {
        var found = new ArrayList<String>();
        var created = CREATED.matcher(flat(sql)).results().map(match -> match.group(1)).toList();
        for (var statement : statements()) {
            var text = flat(statement);
            var table = CHANGED.matcher(text);
            if (CONTRACT.matcher(statement).find() || table.find() && created.contains(table.group(1))) {
                continue;
            }
            if (Pattern.compile(",(?![^()]*\\))").splitAsStream(text).anyMatch(Migration::addsWithoutDefault)) {
                found.add(path + ": \"" + text.strip() + "\": the other version does not write the column, so it needs a default");
            }
            RULES.forEach((pattern, why) -> {
                if (pattern.matcher(text).find()) {
                    found.add(path + ": \"" + text.strip() + "\": " + why);
                }
            });
        }
        return found;
    }

    /** @param clause one change of a table */
    private static boolean addsWithoutDefault(String clause) {
        return clause.contains("add column") && clause.contains("not null") && !clause.contains("default") && !clause.contains("generated");
    }

    /** Versions since which something that it removes was unused, as it says. */
    List<String> contracts() {
        return CONTRACT.matcher(sql).results().map(match -> match.group(1)).toList();
    }

    /** As Flyway compares them: the numbers of {@code V0_1__name.sql}. */
    List<Integer> version() {
        var name = path.substring(path.lastIndexOf('/') + 2, path.indexOf("__"));
        return Pattern.compile("[_.]").splitAsStream(name).map(Integer::valueOf).toList();
    }

    /** Statements with the comments before them; the body of a function is a part of its statement. */
    private List<String> statements() {
        var all = new ArrayList<String>();
        var statement = new StringBuilder();
        var isBody = false;
        for (var line : sql.lines().toList()) {
            statement.append(line).append('\n');
            isBody ^= line.split("\\$\\$", -1).length % 2 == 0;
            if (!isBody && line.replaceFirst("--.*", "").stripTrailing().endsWith(";")) {
                all.add(statement.toString());
                statement.setLength(0);
            }
        }
        all.add(statement.toString());
        return all;
    }

    private static String flat(String statement) {
        return statement.replaceAll("--[^\n]*", " ").replaceAll("'(?:[^']|'')*'", "''").replaceAll("(?s)\\$\\$.*\\$\\$", "\\$\\$")
                .toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
