package bft.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an expression in PromQL needs of the metrics of a server. */
record Expression(String text) {
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_]\\w*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER =
            Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Set<String> WORDS =
            Set.of(
                    "absent",
                    "and",
                    "bool",
                    "delta",
                    "deriv",
                    "histogram_quantile",
                    "increase",
                    "label_values",
                    "or",
                    "rate",
                    "sum",
                    "time",
                    "unless");

    /** What Prometheus adds when it reads the page of a server. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    /** Samples of a page by name, each with its labels. */
    static Map<String, List<Map<String, String>>> samples(String page) {
        Map<String, List<Map<String, String>>> samples = new LinkedHashMap<>();
        for (String line : page.lines().toList()) {
            String[] words = line.split(" ");
            if (line.startsWith("# TYPE ")) {
                samples.putIfAbsent(words[2], new ArrayList<>());
            } else if (!line.startsWith("#")) {
                Map<String, String> labels = new LinkedHashMap<>();
                all(MATCHER, line).forEach(label -> labels.put(label.group(1), label.group(3)));
                String name = line.split("[{ ]")[0];
                samples.computeIfAbsent(name, first -> new ArrayList<>()).add(labels);
            }
        }
        return samples;
    }

    /**
     * What is wrong with it.
     *
     * @param labels that are used around it, as in a legend
     */
    List<String> problems(Map<String, List<Map<String, String>>> samples, Set<String> labels) {
        List<String> problems = new ArrayList<>();
        Set<String> used = new TreeSet<>(labels);
        Set<String> known = new TreeSet<>(ADDED);
        String rest = text;
        for (MatchResult grouping : all(GROUPING, text)) {
            all(NAME, grouping.group(2)).forEach(label -> used.add(label.group()));
            rest = rest.replace(grouping.group(), " ");
        }
        for (MatchResult selector : all(SELECTOR, rest)) {
            check(selector, samples, problems);
            rest = rest.replace(selector.group(), " " + selector.group(1) + " ");
        }
        rest = rest.replaceAll("\\[[^]]*]", " ").replaceAll("\\b[0-9.]+\\w*", " ");
        for (MatchResult name : all(NAME, rest)) {
            List<Map<String, String>> found = samples.get(name.group());
            if (found != null) {
                found.forEach(sample -> known.addAll(sample.keySet()));
            } else if (!WORDS.contains(name.group()) && !ADDED.contains(name.group())) {
                problems.add("no metric " + name.group());
            }
        }
        used.removeAll(known);
        used.forEach(label -> problems.add("no label " + label));
        return problems.stream().map(problem -> problem + " in " + text).toList();
    }

    private static void check(
            MatchResult selector,
            Map<String, List<Map<String, String>>> samples,
            List<String> problems) {
        for (MatchResult matcher : all(MATCHER, selector.group(2))) {
            String label = matcher.group(1);
            String value = matcher.group(3);
            boolean isExact = matcher.group(2).equals("=");
            Stream<String> values =
                    isExact ? Stream.of(value) : Stream.of(value.split("\\|")).map(String::strip);
            values.filter(one -> !ADDED.contains(label))
                    .filter(
                            one ->
                                    samples.getOrDefault(selector.group(1), List.of()).stream()
                                            .noneMatch(sample -> one.equals(sample.get(label))))
                    .forEach(one -> problems.add("no %s=\"%s\"".formatted(label, one)));
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }
}
