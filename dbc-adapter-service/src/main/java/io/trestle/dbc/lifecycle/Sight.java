package io.trestle.dbc.lifecycle;

import java.util.List;
import java.util.Map;

import io.trestle.model.compute.VmFailure;

/** What the node shows of a renter's VMs, now: after everything that was sent to it before. */
public sealed interface Sight {

    /** Nobody looked since the last request. */
    record Unseen() implements Sight {
    }

    /**
     * The renter's VMs.
     *
     * @param statuses the node's words, by task id
     * @param strangers in detail: those that no VM of the adapter is known to be; empty unless asked for
     */
    record Listing(Map<String, String> statuses, List<TaskDetail> strangers) implements Sight {

        public Listing {
            statuses = Map.copyOf(statuses);
            strangers = List.copyOf(strangers);
        }
    }

    /** The node does not let this renter look. */
    record Refused(VmFailure reason, String words) implements Sight {
    }

    /** No answer that says anything. */
    record Unreachable(String words) implements Sight {
    }
}
