package newsloom.node;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.classic.ClassicTokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.path.ReversePathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternSplitTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternTokenizer;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Lucene's tokenizers under Elasticsearch's names, settings and defaults; {@code standard} is the server's own. */
final class Tokenizers {
    private static final Set<Integer> PUNCTUATION_TYPES = Set.of(
        (int) Character.START_PUNCTUATION, (int) Character.END_PUNCTUATION, (int) Character.OTHER_PUNCTUATION,
        (int) Character.CONNECTOR_PUNCTUATION, (int) Character.DASH_PUNCTUATION,
        (int) Character.INITIAL_QUOTE_PUNCTUATION, (int) Character.FINAL_QUOTE_PUNCTUATION);
    private static final Set<Integer> SYMBOL_TYPES = Set.of(
        (int) Character.CURRENCY_SYMBOL, (int) Character.MATH_SYMBOL, (int) Character.OTHER_SYMBOL);
    private static final Map<String, IntPredicate> CLASSES = Map.of(
        "letter", Character::isLetter,
        "digit", Character::isDigit,
        "whitespace", Character::isWhitespace,
        "punctuation", letter -> PUNCTUATION_TYPES.contains(Character.getType(letter)),
        "symbol", letter -> SYMBOL_TYPES.contains(Character.getType(letter))
    );
    private static final int LONGEST = 255;
    private static final int PATH_BUFFER = 1024;

    private Tokenizers() {}

    private interface Prepared {
        Supplier<Tokenizer> prepare(IndexSettings index, Settings settings);
    }

    static Map<String, AnalysisProvider<TokenizerFactory>> all() {
        Map<String, AnalysisProvider<TokenizerFactory>> tokenizers = new TreeMap<>();
        tokenizers.put("classic", by((index, set) -> {
            int longest = longest(set);
            return () -> {
                ClassicTokenizer tokenizer = new ClassicTokenizer();
                tokenizer.setMaxTokenLength(longest);
                return tokenizer;
            };
        }));
        tokenizers.put("edge_ngram", by(Tokenizers::edgeNgram));
        tokenizers.put("keyword", by((index, set) -> {
            int buffer = set.getAsInt("buffer_size", KeywordTokenizer.DEFAULT_BUFFER_SIZE);
            return () -> new KeywordTokenizer(buffer);
        }));
        tokenizers.put("letter", by((index, set) -> LetterTokenizer::new));
        tokenizers.put("ngram", by(Tokenizers::ngram));
        tokenizers.put("path_hierarchy", by((index, set) -> pathHierarchy(set)));
        tokenizers.put("pattern", by((index, set) -> {
            Pattern pattern = Patterns.of(set, "\\W+");
            int group = set.getAsInt("group", -1);
            return () -> new PatternTokenizer(pattern, group);
        }));
        tokenizers.put("simple_pattern", by((index, set) -> () -> new SimplePatternTokenizer(set.get("pattern", ""))));
        tokenizers.put("simple_pattern_split", by((index, set) -> () -> new SimplePatternSplitTokenizer(set.get("pattern", ""))));
        if (ThaiTokenizer.DBBI_AVAILABLE) { // slim Java runtimes come without the Thai word breaker
            tokenizers.put("thai", by((index, set) -> ThaiTokenizer::new));
        }
        tokenizers.put("uax_url_email", by((index, set) -> {
            int longest = longest(set);
            return () -> {
                UAX29URLEmailTokenizer tokenizer = new UAX29URLEmailTokenizer();
                tokenizer.setMaxTokenLength(longest);
                return tokenizer;
            };
        }));
        tokenizers.put("whitespace", by((index, set) -> {
            int longest = longest(set);
            return () -> new WhitespaceTokenizer(Tokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest);
        }));
        return tokenizers;
    }

    private static AnalysisProvider<TokenizerFactory> by(Prepared prepared) {
        return (index, environment, name, settings) -> TokenizerFactory.newFactory(name, prepared.prepare(index, settings));
    }

    private static int longest(Settings settings) {
        return settings.getAsInt("max_token_length", LONGEST);
    }

    private static Supplier<Tokenizer> ngram(IndexSettings index, Settings settings) {
        int min = settings.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
        int max = settings.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
        checkGrams(index, min, max);
        IntPredicate kept = tokenChars(settings);
        return () -> new NGramTokenizer(min, max) {
            @Override
            protected boolean isTokenChar(int letter) {
                return kept.test(letter);
            }
        };
    }

    private static Supplier<Tokenizer> edgeNgram(IndexSettings index, Settings settings) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        IntPredicate kept = tokenChars(settings);
        return () -> new EdgeNGramTokenizer(min, max) {
            @Override
            protected boolean isTokenChar(int letter) {
                return kept.test(letter);
            }
        };
    }

    /** A wide span of sizes makes an index many times its text: Elasticsearch allows a difference of one unless the index says more. */
    static void checkGrams(IndexSettings index, int min, int max) {
        if (max - min > index.getMaxNgramDiff()) {
            throw new IllegalArgumentException(
                "The difference between max_gram and min_gram in NGram Tokenizer must be less than or equal to: ["
                    + index.getMaxNgramDiff() + "] but was [" + (max - min)
                    + "]. This limit can be set by changing the [index.max_ngram_diff] index level setting.");
        }
    }

    private static IntPredicate tokenChars(Settings settings) {
        List<String> names = settings.getAsList("token_chars");
        if (names.isEmpty()) {
            return letter -> true;
        }
        IntPredicate kept = letter -> false;
        for (String name : names) {
            kept = kept.or(charClass(name.trim().toLowerCase(Locale.ROOT), settings));
        }
        return kept;
    }

    private static IntPredicate charClass(String name, Settings settings) {
        if (name.equals("custom")) {
            Set<Integer> own = new HashSet<>();
            settings.get("custom_token_chars", "").codePoints().forEach(own::add);
            return own::contains;
        }
        if (CLASSES.containsKey(name)) {
            return CLASSES.get(name);
        }
        throw new IllegalArgumentException("Unknown token type: '" + name + "', must be one of " + CLASSES.keySet() + " or custom");
    }

    private static Supplier<Tokenizer> pathHierarchy(Settings settings) {
        char delimiter = settings.get("delimiter", "/").charAt(0);
        char replacement = settings.get("replacement", String.valueOf(delimiter)).charAt(0);
        int buffer = settings.getAsInt("buffer_size", PATH_BUFFER);
        int skip = settings.getAsInt("skip", PathHierarchyTokenizer.DEFAULT_SKIP);
        return settings.getAsBoolean("reverse", false)
            ? () -> new ReversePathHierarchyTokenizer(buffer, delimiter, replacement, skip)
            : () -> new PathHierarchyTokenizer(buffer, delimiter, replacement, skip);
    }
}
