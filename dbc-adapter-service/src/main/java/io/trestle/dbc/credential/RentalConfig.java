package io.trestle.dbc.credential;

import java.time.Duration;
import java.util.List;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How rentals are watched. */
@ConfigMapping(prefix = "trestle.dbc.rentals")
interface RentalConfig {

    /** How often the node is asked whether it still takes a credential. Default 30 minutes: readers take a rental for over after two hours. */
    @WithDefault("30m")
    Duration check();

    /** How soon after it failed. Default 1 minute. */
    @WithDefault("1m")
    Duration checkAgain();

    /** How long before the end of a rental its tenant is warned, longest first. Default a week, three days, one day, and at the end. */
    @WithDefault("P7D,P3D,P1D,PT0S")
    List<Duration> warnings();

    /** How long after the end the node keeps VMs and disks. Default ten days, which is the node's rule. */
    @WithDefault("P10D")
    Duration dataKept();
}
