package org.tallystick.crypto.ed25519;

/** The two powers that are needed, by chains of squarings. With scratch; for one thread. */
final class Power {
    private final FieldElement low = new FieldElement();
    private final FieldElement part = new FieldElement();
    private final FieldElement whole = new FieldElement();

    /** {@code a^((p - 5) / 8)}, the exponent being 2^252 - 3: 250 ones in binary, and then 01. */
    void ofPrimeMinusFiveEighths(FieldElement target, FieldElement a) {
        // An element named by n holds a to the power of n ones in binary.
        FieldElement ten = low;
        FieldElement five = part;
        five.square(a);
        five.multiply(five, a); // two ones
        whole.square(five, 2);
        whole.multiply(whole, five); // four
        five.square(whole);
        five.multiply(five, a);
        ten.square(five, 5);
        ten.multiply(ten, five);
        FieldElement fifty = part;
        whole.square(ten, 10);
        whole.multiply(whole, ten); // twenty
        fifty.square(whole, 20);
        fifty.multiply(fifty, whole); // forty
        fifty.square(fifty, 10);
        fifty.multiply(fifty, ten);
        FieldElement hundred = low;
        hundred.square(fifty, 50);
        hundred.multiply(hundred, fifty);
        whole.square(hundred, 100);
        whole.multiply(whole, hundred); // two hundred
        whole.square(whole, 50);
        whole.multiply(whole, fifty); // two hundred and fifty
        whole.square(whole, 2);
        target.multiply(whole, a);
    }

    /** {@code a^(p - 2)}, which is 1/a: p - 2 is 8 (2^252 - 3) + 3. The target must not be {@code a}. */
    void inverse(FieldElement target, FieldElement a) {
        ofPrimeMinusFiveEighths(target, a);
        target.square(target, 3);
        part.square(a);
        part.multiply(part, a);
        target.multiply(target, part);
    }
}
