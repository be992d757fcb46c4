package io.trestle.e2e.chaos.surface;

import java.util.List;

/** Something that holds once all faults are over and everything has come to its end. */
public interface Invariant {

    /** Each breach with what it is about; none where it holds. Asked again and again until none is left or the patience is used up. */
    List<String> breaches() throws Exception;
}
