package bft.experiments.lab.expect;

import bft.experiments.lab.expect.Expression.Constant;
import bft.experiments.lab.expect.Expression.Operation;
import bft.experiments.lab.expect.Expression.Selector;
import bft.spec.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an inequality from left to right, one method for each rule of the grammar:
 *
 * <pre>
 * inequality = sum ("<" | "<=" | ">" | ">=") sum ["over" ("median" | "mean" | "min" | "max")]
 * sum        = product {("+" | "-") product}
 * product    = term {("*" | "/") term}
 * term       = number | "-" term | "(" sum ")" | ("min" | "max" | "mean") "(" sum {"," sum} ")"
 *            | [label] ["[" axis "=" label {"," axis "=" label} "]"] ["."] measure
 * </pre>
 *
 * <p>Names may hold hyphens, so a minus stands between spaces.
 */
final class Parser {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<=|>=|[<>+*/(),.=\\[\\]-]|[A-Za-z0-9_](?:[\\w.+-]*[\\w])?)");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(e-?\\d+)?");

    private final String text;
    private final Space space;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private int next;

    Parser(String text, Space space) {
        this.text = text;
        this.space = space;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw bad(end, "cannot be read");
            }
            tokens.add(matcher.group(1));
            positions.add(matcher.start(1));
            end = matcher.end();
        }
    }

    Expectation expectation() {
        Expression left = sum();
        String relation = require("a comparison", "<", "<=", ">", ">=");
        Expression right = sum();
        String over = "median";
        if (take("over")) {
            over = require("how seeds are combined", "median", "mean", "min", "max");
        }
        if (next < tokens.size()) {
            throw bad("nothing may follow here");
        }
        return new Expectation(text, left, relation, right, over, space);
    }

    private Expression sum() {
        Expression sum = product();
        while (peek("+") || peek("-")) {
            sum = new Operation(tokens.get(next++), List.of(sum, product()));
        }
        return sum;
    }

    private Expression product() {
        Expression product = term();
        while (peek("*") || peek("/")) {
            product = new Operation(tokens.get(next++), List.of(product, term()));
        }
        return product;
    }

    private Expression term() {
        if (take("-")) {
            return new Operation("-", List.of(new Constant(0), term()));
        }
        if (take("(")) {
            Expression inner = sum();
            require("a bracket that closes", ")");
            return inner;
        }
        String token = next < tokens.size() ? tokens.get(next) : "";
        if (NUMBER.matcher(token).matches()) {
            next++;
            return new Constant(Double.parseDouble(token));
        }
        boolean call = next + 1 < tokens.size() && tokens.get(next + 1).equals("(");
        return call ? call() : selector();
    }

    private Expression call() {
        String function = require("a function", "min", "max", "mean");
        next++;
        List<Expression> terms = new ArrayList<>(List.of(sum()));
        while (take(",")) {
            terms.add(sum());
        }
        require("a bracket that closes", ")");
        return new Operation(function, terms);
    }

    /** A label and its measure are one token, for names may hold dots: {@code krum.final}. */
    private Selector selector() {
        Map<String, String> fixed = new LinkedHashMap<>();
        String name = next < tokens.size() ? tokens.get(next) : "";
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            fix(fixed, name.substring(0, dot));
            next++;
            return new Selector(fixed, measure(name.substring(dot + 1), next - 1));
        }
        if (!peek("[") && !space.measures().contains(name)) {
            fix(fixed, name);
            next++;
        }
        if (take("[")) {
            do {
                coordinate(fixed);
            } while (take(","));
            require("a bracket that closes", "]");
        }
        take(".");
        String measure = next < tokens.size() ? tokens.get(next) : "";
        return new Selector(fixed, measure(measure, next++));
    }

    private void fix(Map<String, String> fixed, String label) {
        List<String> axes = space.axesWith(label);
        if (axes.size() != 1) {
            List<String> known = space.axes().values().stream().flatMap(List::stream).toList();
            throw bad(
                    axes.isEmpty()
                            ? "no point '%s'%s, and no measure of that name either%s"
                                    .formatted(
                                            label,
                                            Nearest.hint(label, known),
                                            Nearest.hint(label, space.measures()))
                            : "'%s' may be of %s: write [%s=%s]"
                                    .formatted(label, axes, axes.get(0), label));
        }
        fixed.put(axes.get(0), label);
    }

    private void coordinate(Map<String, String> fixed) {
        String axis = require("an axis", space.axes().keySet().toArray(String[]::new));
        require("an equals sign", "=");
        String label = require("a label", space.axes().get(axis).toArray(String[]::new));
        if (fixed.put(axis, label) != null) {
            next--;
            throw bad("'" + axis + "' is fixed twice");
        }
    }

    private String measure(String name, int token) {
        if (!space.measures().contains(name)) {
            next = token;
            throw bad("no measure '" + name + "'" + Nearest.hint(name, space.measures()));
        }
        return name;
    }

    private boolean peek(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private boolean take(String token) {
        boolean there = peek(token);
        next += there ? 1 : 0;
        return there;
    }

    private String require(String what, String... words) {
        if (next < tokens.size() && List.of(words).contains(tokens.get(next))) {
            return tokens.get(next++);
        }
        throw bad("expected " + what + ": " + String.join(" ", words));
    }

    private IllegalArgumentException bad(String message) {
        return bad(next < positions.size() ? positions.get(next) : text.length(), message);
    }

    private IllegalArgumentException bad(int position, String message) {
        return new IllegalArgumentException(
                "'%s', character %s: %s".formatted(text, position + 1, message));
    }
}
