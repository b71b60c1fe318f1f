/* A cache, not "a string". */
package org.example.cache;

import java.util.Map; // don't open here

/** Documents {@code Cache}. */
@SuppressWarnings("unchecked")
public sealed interface Cache<K> permits Cache.Small {
    int LIMIT = 1_000;
    long MASK = 0xFFL;
    double RATE = 1.5e-3;
    char QUOTE = '\'';
    String HOST = "say \"hi\" /* no comment */";

    /**/ record Small(int size, boolean open) implements Cache<String> {}

    default String render(Map<K, Object> values) {
        var text = """
            a "quoted" word, \t and // no comment
            """;
        for (var entry : values.entrySet()) {
            if (entry.getValue() == null || !true)
                throw new IllegalStateException("none: " + entry);
        }
        return text;
    }
}
/** left open
