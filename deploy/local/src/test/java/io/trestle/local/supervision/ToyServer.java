package io.trestle.local.supervision;

import java.util.concurrent.CountDownLatch;

/** Main class of a program that is ready at once and goes on until somebody ends it. */
public final class ToyServer {

    private ToyServer() {
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println("READY");
        new CountDownLatch(1).await();
    }
}
