package bft.attacks.line;

/** Where the line of an attack begins. */
public enum Start {
    ORIGIN,
    MEAN
}
