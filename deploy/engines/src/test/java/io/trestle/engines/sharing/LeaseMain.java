package io.trestle.engines.sharing;

/** A test JVM that does nothing but lease the shared engines. */
public final class LeaseMain {

    private LeaseMain() {
    }

    /** Says where they are, and stays until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        SharedEngines engines = SharedEngines.lease();
        System.out.println("READY " + engines.postgres().hostAndPort() + " " + engines.bootstrapServers());
        Thread.currentThread().join();
    }
}
