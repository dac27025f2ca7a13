package bft.attacks.gradient;

/** Where the line of an attack begins. */
public enum Start {
    ORIGIN,
    MEAN
}
