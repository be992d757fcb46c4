package io.trestle.local.supervision;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Main class of a launcher that can be killed: a tethered JVM and a process that notices nothing. */
public final class ToyLauncher {
    static final String TETHERED = "tethered";
    static final String DEAF = "deaf";

    private ToyLauncher() {
    }

    static Supervisor supervisor(Path data, Console console) {
        return new Supervisor(List.of(Toy.tethered(TETHERED, Tier.SERVICE), Toy.idle(DEAF, Tier.ENGINE)), RunDirectory.in(data), true,
                console);
    }

    public static void main(String[] args) throws InterruptedException {
        var supervisor = supervisor(Path.of(args[0]), Console.silent());
        supervisor.makeRoom();
        supervisor.startAll(program -> {
        });
        System.out.println("UP");
        new CountDownLatch(1).await();
    }
}
