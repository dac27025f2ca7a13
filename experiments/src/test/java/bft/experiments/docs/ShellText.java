package bft.experiments.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands as people type them: what this project's programs among them get as arguments. */
public final class ShellText {
    private static final Pattern WORD =
            Pattern.compile("'([^']*)'|\"([^\"]*)\"|(&&|\\|\\||[;|&()])|([^\\s'\"|;&()]+)");
    private static final Set<String> ENDS = Set.of("&&", "||", ";", "|", "&", "(", ")");

    /** The operator's commands, which stand after {@code bft-server} as after {@code bft}. */
    private static final Set<String> OPERATORS =
            Set.of(
                    "status", "stop", "workers", "members", "explain", "enrol", "revoke", "tokens",
                    "inspect", "verify", "replay");

    private ShellText() {}

    /**
     * The calls of {@code bft}, {@code bft-server} and {@code bft-worker}, as arguments of {@code
     * bft}.
     *
     * @param text of a shell, with comments and continued lines
     */
    public static List<List<String>> calls(String text) {
        List<List<String>> calls = new ArrayList<>();
        String joined = text.replaceAll("\\\\\\s*\\n", " ");
        joined.lines()
                .map(line -> line.replaceAll("(^|\\s)#.*", ""))
                .flatMap(line -> commands(line).stream())
                .forEach(words -> arguments(words).ifPresent(calls::add));
        return calls;
    }

    private static List<List<String>> commands(String line) {
        List<List<String>> all = new ArrayList<>(List.of(new ArrayList<>()));
        Matcher word =
                WORD.matcher(line.replaceAll("\\s\\d?>\\s*\\S+", "").replaceAll("<\\(", "("));
        while (word.find()) {
            if (ENDS.contains(word.group())) {
                all.add(new ArrayList<>());
            } else {
                all.get(all.size() - 1).add(word.group().replaceAll("^['\"]|['\"]$", ""));
            }
        }
        return all;
    }

    private static Optional<List<String>> arguments(List<String> words) {
        for (int k = 0; k < words.size(); k++) {
            String program = words.get(k).replaceAll("^[^=]*/", "");
            List<String> rest = words.subList(k + 1, words.size());
            boolean isFirst = k == 0 || words.get(k - 1).equals("-jar");
            if (isFirst && program.equals("bft")) {
                return Optional.of(rest);
            }
            if (isFirst && program.matches("bft-server(-standalone[.]jar)?")) {
                boolean isOperators = !rest.isEmpty() && OPERATORS.contains(rest.get(0));
                return Optional.of(isOperators ? rest : with("serve", rest));
            }
            if (isFirst && program.matches("bft-worker(-standalone[.]jar)?")) {
                return Optional.of(with("work", rest));
            }
        }
        return Optional.empty();
    }

    private static List<String> with(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }
}
