package org.tallystick.crypto.ed25519;

/**
 * A point in the form in which it is cheapest to add: y + x, y - x, 2 d t and 2 z. When it is {@code affine}, z is one,
 * and adding it costs a multiplication less. For one thread.
 */
final class Addend {
    final FieldElement sum = new FieldElement();
    final FieldElement difference = new FieldElement();
    final FieldElement twiceDt = new FieldElement();
    final FieldElement twiceZ = new FieldElement();
    boolean affine;
}
