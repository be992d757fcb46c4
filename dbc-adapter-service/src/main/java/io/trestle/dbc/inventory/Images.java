package io.trestle.dbc.inventory;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Lists of images: names at nodes of 0.3, objects at 0.4, one of whose keys is spelt with a colon. */
final class Images {

    private Images() {
    }

    static List<String> names(JsonNode list) {
        var names = new ArrayList<String>();
        list.forEach(image -> names
                .add(image.isTextual() ? image.asText() : image.path("image_name").asText(image.path("image_name:").asText())));
        return names;
    }
}
