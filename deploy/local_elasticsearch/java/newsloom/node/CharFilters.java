package newsloom.node;

import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

import java.io.Reader;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Lucene's character filters under Elasticsearch's names, settings and defaults. */
final class CharFilters {
    private CharFilters() {}

    static Map<String, AnalysisProvider<CharFilterFactory>> all() {
        return Map.of(
            "html_strip", (index, environment, name, settings) -> htmlStrip(name, settings),
            "mapping", requiresAnalysisSettings((index, environment, name, settings) -> mapping(name, environment, settings)),
            "pattern_replace", requiresAnalysisSettings((index, environment, name, settings) -> patternReplace(name, settings))
        );
    }

    private static CharFilterFactory htmlStrip(String name, Settings settings) {
        Set<String> escaped = Set.copyOf(settings.getAsList("escaped_tags"));
        return new Plain(name, in -> escaped.isEmpty() ? new HTMLStripCharFilter(in) : new HTMLStripCharFilter(in, escaped));
    }

    private static CharFilterFactory mapping(String name, Environment environment, Settings settings) {
        var rules = Analysis.getWordList(environment, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            int arrow = rule.lastIndexOf("=>");
            if (arrow < 0) {
                throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            }
            map.add(Escapes.resolved(rule.substring(0, arrow).trim()), Escapes.resolved(rule.substring(arrow + 2).trim()));
        }
        NormalizeCharMap built = map.build();
        return new Normalizing(name, in -> new MappingCharFilter(built, in));
    }

    private static CharFilterFactory patternReplace(String name, Settings settings) {
        Pattern pattern = Patterns.of(settings);
        String replacement = settings.get("replacement", "");
        return new Normalizing(name, in -> new PatternReplaceCharFilter(pattern, replacement, in));
    }

    private record Plain(String name, UnaryOperator<Reader> make) implements CharFilterFactory {
        @Override
        public Reader create(Reader in) {
            return make.apply(in);
        }
    }

    private record Normalizing(String name, UnaryOperator<Reader> make) implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader in) {
            return make.apply(in);
        }
    }
}
