package io.trestle.dbc.lifecycle;

import java.time.Duration;
import java.util.List;

import io.trestle.model.compute.VmEvent;
import io.trestle.model.compute.VmOperation;

/** The next thing to do about a VM. */
public sealed interface Step {

    /** Ask the node what it has; with details of strangers where {@link Vm#seeksItsTask} says so. */
    record Look() implements Step {
    }

    /** A request to the node. What {@link Lifecycle#before} gives is stored first, what {@link Lifecycle#after} gives afterwards. */
    sealed interface Request extends Step {
    }

    record Create() implements Request {
    }

    record Send(VmOperation operation) implements Request {
    }

    /** A second VM that a late creation made. */
    record RemoveDuplicate(String taskId) implements Request {
    }

    /** Ask for the VM's details. */
    record ReadDetail() implements Request {
    }

    /** The login port is somebody else's on the node: choose another. */
    record ChoosePort() implements Step {
    }

    /** Store this, and tell of it. */
    record Changed(Vm vm, List<VmEvent> events) implements Step {

        public Changed {
            events = List.copyOf(events);
        }
    }

    /** Store this, which is nobody's news, and look again after this long. */
    record Noted(Vm vm, Duration pause) implements Step {
    }

    /** Nothing now; look again after this long. */
    record Rest(Duration pause) implements Step {
    }

    /** Nothing any more. */
    record Over() implements Step {
    }
}
