package io.trestle.cloudflare.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRecord;
import io.trestle.cloudflare.cloudflareapi.CloudflareTunnel;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.ownership.ManagedComment;

/** All pages of a list, up to the empty one; that many pages are a loop, not an account. */
public final class CloudflareListing {

    private static final int MOST_PAGES = 200;

    private CloudflareListing() {
    }

    public static Uni<List<CloudflareTunnel>> liveTunnels(CloudflareClient cloudflare) {
        return pages(cloudflare::tunnels, 1, new ArrayList<>());
    }

    /** The records with a comment of ours. */
    public static Uni<List<CloudflareRecord>> records(CloudflareClient cloudflare) {
        return pages(page -> cloudflare.records(ManagedComment.PREFIX, page), 1, new ArrayList<>());
    }

    private static <T> Uni<List<T>> pages(IntFunction<Uni<List<T>>> fetch, int page, List<T> all) {
        if (page > MOST_PAGES) {
            return Uni.createFrom().failure(new CloudflareUnavailable("Cloudflare's list does not end", null));
        }
        return fetch.apply(page).chain(items -> {
            all.addAll(items);
            return items.isEmpty() ? Uni.createFrom().item(all) : pages(fetch, page + 1, all);
        });
    }
}
