package bft.experiments.report;

import bft.experiments.lab.Experiment;
import bft.experiments.lab.GridPoint;
import bft.experiments.lab.Results;
import bft.experiments.lab.expect.ExpectationVerdict;
import bft.experiments.plot.Drawing;
import bft.experiments.plot.Palette;
import bft.experiments.plot.UndrawableException;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The report as one page: it contains its style and drawings, so that it opens anywhere. */
final class HtmlReport {
    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    static String of(
            Results results,
            List<ExpectationVerdict> verdicts,
            List<Drawing> drawings,
            List<String> versions)
            throws IOException {
        var report = new HtmlReport();
        report.head(results.experiment(), verdicts);
        report.verdicts(verdicts);
        report.notes(results.experiment());
        report.figures(drawings);
        report.table("Results", ResultTable.rows(results));
        report.conduct(results.experiment(), versions);
        return report.page.append("</main></body></html>\n").toString();
    }

    private void head(Experiment experiment, List<ExpectationVerdict> verdicts) throws IOException {
        long holding = verdicts.stream().filter(ExpectationVerdict::holds).count();
        append(
                """
                <!doctype html><html lang='en'><head><meta charset='utf-8'>\
                <meta name='viewport' content='width=device-width, initial-scale=1'>\
                <title>%s</title><style>%s</style></head><body><main>""",
                escaped(experiment.title()), style());
        element("h1", experiment.title());
        if (!experiment.source().isEmpty()) {
            element("p class='source'", experiment.source());
        }
        element(
                "p",
                "%s points, %s seeds; %s of %s expectations hold."
                        .formatted(
                                experiment.points().size(),
                                experiment.seeds().size(),
                                holding,
                                verdicts.size()));
    }

    private static String style() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void verdicts(List<ExpectationVerdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        element("h2", "Expectations");
        page.append("<div class='scroll'><table class='verdicts'><tr><th>verdict</th>")
                .append("<th>expectation</th><th>value</th><th>bound</th><th>margin</th></tr>");
        for (ExpectationVerdict verdict : verdicts) {
            append("<tr><td class='%s</td>", verdict.holds() ? "holds'>✓ holds" : "fails'>✗ fails");
            append("<td><code>%s</code>", escaped(verdict.text()));
            if (!verdict.at().isEmpty()) {
                append("<br><small>closest at %s</small>", escaped(GridPoint.name(verdict.at())));
            }
            page.append("</td>");
            for (double figure : List.of(verdict.value(), verdict.bound(), verdict.margin())) {
                append("<td class='number'>%s</td>", ResultTable.number(figure));
            }
            page.append("</tr>");
        }
        page.append("</table></div>");
        element(
                "p class='small'",
                "Value and bound are medians over the seeds. The margin combines the differences"
                        + " for each seed, and decides.");
    }

    private void notes(Experiment experiment) {
        if (!experiment.notes().isEmpty()) {
            element("h2", "Notes");
            for (String paragraph : experiment.notes().split("\\n\\s*\\n")) {
                element("p", paragraph);
            }
        }
    }

    private void figures(List<Drawing> drawings) throws IOException {
        if (!drawings.isEmpty()) {
            element("h2", "Figures");
            element(
                    "p class='small'",
                    "Curves are means over the seeds, bands reach from the least to the greatest.");
        }
        for (Drawing drawing : drawings) {
            append("<figure><figcaption>%s</figcaption>", escaped(drawing.title()));
            drawing(drawing);
            page.append("</figure>");
        }
    }

    private void drawing(Drawing drawing) throws IOException {
        int begin = page.length();
        try {
            UndrawableException.guard(() -> draw(drawing));
        } catch (UndrawableException e) {
            page.setLength(begin);
            element("p class='small'", e.getMessage());
        }
    }

    private void draw(Drawing drawing) throws IOException {
        legend(drawing.legend(), drawing.filled());
        append("<div class='wide'>%s</div>", drawing.inline(920, 420));
        append("<div class='narrow'>%s</div>", drawing.inline(360, 330));
    }

    /**
     * Each name with a sample of its line or area; it wraps, which the legend of a drawing cannot.
     */
    private void legend(List<String> names, boolean filled) {
        page.append("<div class='legend'>");
        for (int i = 0; i < names.size(); i++) {
            String sample = filled ? area(colour(i + 1)) : line(i, colour(i));
            append("<span><svg viewBox='0 0 40 12' aria-hidden='true'>%s</svg>", sample);
            append("%s</span>", escaped(names.get(i)));
        }
        page.append("</div>");
    }

    private static String area(String colour) {
        return "<rect width='40' height='12' fill='" + colour + "'/>";
    }

    private static String line(int i, String colour) {
        var dash = new StringBuilder();
        for (float length : Palette.dash(i)) {
            dash.append(length).append(' ');
        }
        return ("<path d='M0 6H40' stroke='%s' stroke-width='2' stroke-dasharray='%s'/>"
                        + "<path d='%s' transform='translate(20 6)' fill='%s' stroke='%s'/>")
                .formatted(colour, dash.toString().strip(), Palette.shape(i), colour, colour);
    }

    private static String colour(int i) {
        Color colour = Palette.colour(i);
        return i == 0
                ? "var(--ink)"
                : "rgb(%s,%s,%s)".formatted(colour.getRed(), colour.getGreen(), colour.getBlue());
    }

    private void table(String title, List<List<String>> rows) {
        element("h2", title);
        page.append("<div class='scroll'><table>");
        for (List<String> row : rows) {
            String cell = row == rows.get(0) ? "th" : "td";
            page.append("<tr>");
            for (int k = 0; k < row.size(); k++) {
                if (k == 0) {
                    element(cell, row.get(k));
                } else {
                    figure(cell, row.get(k));
                }
            }
            page.append("</tr>");
        }
        page.append("</table></div>");
        element(
                "p class='small'",
                "Median over the seeds, in brackets the least and the greatest.");
    }

    /** A figure, and its interval below it, if there is one: side by side they are too wide. */
    private void figure(String cell, String text) {
        String[] parts = text.split(" (?=\\()", 2);
        append("<%s class='number'>%s", cell, escaped(parts[0]));
        if (parts.length > 1) {
            append("<br><small>%s</small>", escaped(parts[1]));
        }
        append("</%s>", cell);
    }

    private void conduct(Experiment experiment, List<String> versions) {
        element("h2", "How it was run");
        page.append("<ul>");
        element("li", "seeds " + experiment.seeds());
        versions.forEach(version -> element("li", version));
        page.append("</ul><details><summary>The file</summary>");
        element("pre", experiment.text());
        page.append("</details>");
    }

    private void element(String start, String text) {
        append("<%s>%s</%s>", start, escaped(text), start.replaceFirst(" .*", ""));
    }

    private void append(String template, Object... values) {
        page.append(template.formatted(values));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }
}
