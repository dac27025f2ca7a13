package bft.experiments.lab.expect;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A term: a number, a measure of a point, or something computed from terms. */
sealed interface Expression {
    /**
     * Its value.
     *
     * @param measured the value of a selector
     */
    double value(ToDoubleFunction<Selector> measured);

    /** Every selector in it. */
    Stream<Selector> selectors();

    /** A constant. */
    record Constant(double number) implements Expression {
        @Override
        public double value(ToDoubleFunction<Selector> measured) {
            return number;
        }

        @Override
        public Stream<Selector> selectors() {
            return Stream.empty();
        }
    }

    /**
     * A measure of a point.
     *
     * @param fixed labels of the axes that it fixes
     */
    record Selector(Map<String, String> fixed, String measure) implements Expression {
        @Override
        public double value(ToDoubleFunction<Selector> measured) {
            return measured.applyAsDouble(this);
        }

        @Override
        public Stream<Selector> selectors() {
            return Stream.of(this);
        }
    }

    /** Arithmetic: {@code + - * /}, or {@code min}, {@code max}, {@code mean} of its terms. */
    record Operation(String operator, List<Expression> terms) implements Expression {
        @Override
        public double value(ToDoubleFunction<Selector> measured) {
            double[] values = terms.stream().mapToDouble(term -> term.value(measured)).toArray();
            double result = values[0];
            for (int i = 1; i < values.length; i++) {
                result = apply(result, values[i]);
            }
            return operator.equals("mean") ? result / values.length : result;
        }

        private double apply(double a, double b) {
            return switch (operator) {
                case "+", "mean" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                case "/" -> a / b;
                case "min" -> Math.min(a, b);
                case "max" -> Math.max(a, b);
                default -> throw new IllegalStateException(operator);
            };
        }

        @Override
        public Stream<Selector> selectors() {
            return terms.stream().flatMap(Expression::selectors);
        }
    }
}
