package bft.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How series are distinguished: by colour (Okabe and Ito, "Color universal design", 2008: distinct
 * for readers who confuse red and green, or blue and yellow), and again by dash and marker.
 */
public final class Palette {
    /** The colour of text and of the first series; pages replace it with their own. */
    static final Color INK = new Color(34, 35, 36);

    /** The colour of grid lines; pages replace it with their own. */
    static final Color GRID = new Color(221, 222, 223);

    private static final List<Color> COLOURS =
            List.of(
                    INK,
                    new Color(0xd5, 0x5e, 0x00),
                    new Color(0x00, 0x72, 0xb2),
                    new Color(0x00, 0x9e, 0x73),
                    new Color(0xe6, 0x9f, 0x00),
                    new Color(0xcc, 0x79, 0xa7),
                    new Color(0x56, 0xb4, 0xe9),
                    new Color(0x8a, 0x8b, 0x8c));
    private static final float[][] DASHES = {{}, {8, 4}, {2, 4}, {10, 4, 2, 4}};
    private static final List<String> SHAPES =
            List.of(
                    "M0 -4A4 4 0 1 1 -.01 -4Z",
                    "M-4 -4H4V4H-4Z",
                    "M0 -5L5 4H-5Z",
                    "M0 -5L5 0L0 5L-5 0Z",
                    "M0 5L5 -4H-5Z",
                    "M-4 -4L4 4M-4 4L4 -4",
                    "M-4 0H4M0 -4V4",
                    "M-2 -4H2V4H-2Z");
    private static final List<Marker> MARKERS =
            List.of(
                    SeriesMarkers.CIRCLE,
                    SeriesMarkers.SQUARE,
                    SeriesMarkers.TRIANGLE_UP,
                    SeriesMarkers.DIAMOND,
                    SeriesMarkers.TRIANGLE_DOWN,
                    SeriesMarkers.CROSS,
                    SeriesMarkers.PLUS,
                    SeriesMarkers.RECTANGLE);

    private Palette() {}

    /** The colour of the i-th series. */
    public static Color colour(int i) {
        return COLOURS.get(i % COLOURS.size());
    }

    /** Lengths of dash and gap of the i-th series, in pixels; none if its line is whole. */
    public static float[] dash(int i) {
        return DASHES[i % DASHES.length].clone();
    }

    /** The marker of the i-th series as an SVG path around the origin, five pixels to each side. */
    public static String shape(int i) {
        return SHAPES.get(i % SHAPES.size());
    }

    static BasicStroke stroke(int i) {
        float[] dash = dash(i);
        return new BasicStroke(
                2,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND,
                10,
                dash.length == 0 ? null : dash,
                0);
    }

    static Marker marker(int i) {
        return MARKERS.get(i % MARKERS.size());
    }
}
