/**
 * Looks for scenarios that go wrong among very many, and makes one that does as small as it can. The runs of an
 * exploration are independent of each other, so any number of them may be played at once, and each by itself again.
 */
package org.tallystick.testkit.sim.explore;
