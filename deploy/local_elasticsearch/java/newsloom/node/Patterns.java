package newsloom.node;

import java.util.regex.Pattern;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;

/** The settings {@code pattern} and {@code flags}, read as Elasticsearch reads them. */
final class Patterns {
    private Patterns() {}

    static Pattern of(Settings settings) {
        String pattern = settings.get("pattern");
        if (pattern == null) {
            throw new IllegalArgumentException("pattern is missing");
        }
        return Regex.compile(pattern, settings.get("flags"));
    }

    static Pattern of(Settings settings, String otherwise) {
        return Regex.compile(settings.get("pattern", otherwise), settings.get("flags"));
    }
}
