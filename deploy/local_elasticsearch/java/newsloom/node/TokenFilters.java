package newsloom.node;

import static newsloom.node.Factories.normalizing;
import static newsloom.node.Factories.plain;
import static newsloom.node.Factories.stacking;
import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.ckb.SoraniNormalizationFilter;
import org.apache.lucene.analysis.classic.ClassicFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.FingerprintFilter;
import org.apache.lucene.analysis.miscellaneous.KeepWordFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Lucene's token filters under Elasticsearch's names, settings and defaults. */
final class TokenFilters {
    private TokenFilters() {}

    static Map<String, AnalysisProvider<TokenFilterFactory>> all() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new TreeMap<>();
        addNormalizations(filters);
        addStemming(filters);
        addChoices(filters);
        addSplits(filters);
        addPatterns(filters);
        return filters;
    }

    /** What makes spellings equal; each also holds for single terms. */
    private static void addNormalizations(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("arabic_normalization", normalizing(ArabicNormalizationFilter::new));
        filters.put("asciifolding", AsciiFolding::new);
        filters.put("bengali_normalization", normalizing(BengaliNormalizationFilter::new));
        filters.put("cjk_width", normalizing(CJKWidthFilter::new));
        filters.put("decimal_digit", normalizing(DecimalDigitFilter::new));
        filters.put("elision", normalizing(TokenFilters::elision));
        filters.put("german_normalization", normalizing(GermanNormalizationFilter::new));
        filters.put("hindi_normalization", normalizing(HindiNormalizationFilter::new));
        filters.put("indic_normalization", normalizing(IndicNormalizationFilter::new));
        filters.put("lowercase", normalizing(TokenFilters::lowercase));
        filters.put("persian_normalization", normalizing(PersianNormalizationFilter::new));
        filters.put("scandinavian_folding", normalizing(ScandinavianFoldingFilter::new));
        filters.put("scandinavian_normalization", normalizing(ScandinavianNormalizationFilter::new));
        filters.put("serbian_normalization", normalizing(SerbianNormalizationFilter::new));
        filters.put("sorani_normalization", normalizing(SoraniNormalizationFilter::new));
        filters.put("trim", normalizing(TrimFilter::new));
        filters.put("uppercase", normalizing(UpperCaseFilter::new));
    }

    private static void addStemming(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("apostrophe", plain(ApostropheFilter::new));
        filters.put("classic", plain(ClassicFilter::new));
        filters.put("keyword_marker", requiresAnalysisSettings(plain(TokenFilters::keywordMarker)));
        filters.put("keyword_repeat", stacking(KeywordRepeatFilter::new));
        filters.put("kstem", plain(KStemFilter::new));
        filters.put("porter_stem", plain(PorterStemFilter::new));
        filters.put("snowball", plain((index, env, set) -> Stemmers.snowball(set.get("language", set.get("name", "English")))));
        filters.put("stemmer", plain((index, env, set) -> Stemmers.named(set.get("language", set.get("name", "porter")))));
        filters.put("stemmer_override", requiresAnalysisSettings(plain(TokenFilters::stemmerOverride)));
    }

    /** What leaves tokens out. */
    private static void addChoices(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("fingerprint", stacking(TokenFilters::fingerprint));
        filters.put("keep", requiresAnalysisSettings(plain(TokenFilters::keep)));
        filters.put("length", plain((index, env, set) -> {
            int min = set.getAsInt("min", 0);
            int max = set.getAsInt("max", Integer.MAX_VALUE);
            return in -> new LengthFilter(in, min, max);
        }));
        filters.put("limit", plain((index, env, set) -> {
            int count = set.getAsInt("max_token_count", 1);
            boolean all = set.getAsBoolean("consume_all_tokens", false);
            return in -> new LimitTokenCountFilter(in, count, all);
        }));
        filters.put("remove_duplicates", plain(RemoveDuplicatesTokenFilter::new));
        filters.put("truncate", plain((index, env, set) -> {
            int length = set.getAsInt("length", 10);
            return in -> new TruncateTokenFilter(in, length);
        }));
        filters.put("unique", plain((index, env, set) -> {
            boolean samePosition = set.getAsBoolean("only_on_same_position", false);
            return in -> new UniqueFilter(in, samePosition);
        }));
    }

    /** What makes several tokens of one, or one of several. */
    private static void addSplits(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("cjk_bigram", stacking(TokenFilters::cjkBigram));
        filters.put("dictionary_decompounder", requiresAnalysisSettings(stacking(Compounds::dictionary)));
        filters.put("edge_ngram", stacking(TokenFilters::edgeNgram));
        filters.put("flatten_graph", plain(FlattenGraphFilter::new));
        filters.put("hyphenation_decompounder", requiresAnalysisSettings(stacking(Compounds::hyphenation)));
        filters.put("ngram", stacking(TokenFilters::ngram));
        filters.put("reverse", plain(ReverseStringFilter::new));
        filters.put("synonym", Synonyms.by((in, rules) -> new SynonymFilter(in, rules, false)));
        filters.put("synonym_graph", Synonyms.by((in, rules) -> new SynonymGraphFilter(in, rules, false)));
        filters.put("word_delimiter", stacking(WordDelimiters::flat));
        filters.put("word_delimiter_graph", stacking(WordDelimiters::graph));
    }

    private static void addPatterns(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("pattern_capture", requiresAnalysisSettings(plain((index, env, set) -> {
            Pattern[] patterns = set.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
            boolean preserve = set.getAsBoolean("preserve_original", true);
            return in -> new PatternCaptureGroupTokenFilter(in, preserve, patterns);
        })));
        filters.put("pattern_replace", requiresAnalysisSettings(normalizing((index, env, set) -> {
            Pattern pattern = Patterns.of(set);
            String replacement = set.get("replacement", "");
            boolean all = set.getAsBoolean("all", true);
            return in -> new PatternReplaceFilter(in, pattern, replacement, all);
        })));
    }

    private static UnaryOperator<TokenStream> lowercase(IndexSettings index, Environment environment, Settings settings) {
        String language = settings.get("language", "");
        return switch (language) {
            case "" -> LowerCaseFilter::new;
            case "greek" -> GreekLowerCaseFilter::new;
            case "irish" -> IrishLowerCaseFilter::new;
            case "turkish" -> TurkishLowerCaseFilter::new;
            default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
        };
    }

    private static UnaryOperator<TokenStream> elision(IndexSettings index, Environment environment, Settings settings) {
        CharArraySet given = Analysis.parseArticles(environment, settings);
        CharArraySet articles = given == null ? FrenchAnalyzer.DEFAULT_ARTICLES : given;
        return in -> new ElisionFilter(in, articles);
    }

    private static UnaryOperator<TokenStream> keywordMarker(IndexSettings index, Environment environment, Settings settings) {
        String pattern = settings.get("keywords_pattern");
        if (pattern != null) {
            Pattern compiled = Pattern.compile(pattern);
            return in -> new PatternKeywordMarkerFilter(in, compiled);
        }
        CharArraySet words = Analysis.parseWords(
            environment, settings, "keywords", CharArraySet.EMPTY_SET, Map.of(), settings.getAsBoolean("ignore_case", false));
        if (words.isEmpty()) {
            throw new IllegalArgumentException("keyword filter requires either `keywords`, `keywords_path`, or `keywords_pattern`");
        }
        return in -> new SetKeywordMarkerFilter(in, words);
    }

    private static UnaryOperator<TokenStream> stemmerOverride(IndexSettings index, Environment environment, Settings settings)
        throws IOException {
        StemmerOverrideFilter.Builder rules = new StemmerOverrideFilter.Builder(false);
        for (String rule : Analysis.getWordList(environment, settings, "rules")) {
            String[] sides = rule.split("=>", 2);
            if (sides.length < 2 || sides[1].isBlank()) {
                throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            }
            Arrays.stream(sides[0].split(",")).forEach(word -> rules.add(word.trim(), sides[1].trim()));
        }
        StemmerOverrideFilter.StemmerOverrideMap map = rules.build();
        return in -> new StemmerOverrideFilter(in, map);
    }

    private static UnaryOperator<TokenStream> fingerprint(IndexSettings index, Environment environment, Settings settings) {
        char separator = settings.get("separator", " ").charAt(0);
        int longest = settings.getAsInt("max_output_size", 255);
        return in -> new FingerprintFilter(in, longest, separator);
    }

    private static UnaryOperator<TokenStream> keep(IndexSettings index, Environment environment, Settings settings) {
        CharArraySet given = Analysis.getWordSet(environment, settings, "keep_words");
        CharArraySet words = settings.getAsBoolean("keep_words_case", false) ? new CharArraySet(given, true) : given;
        return in -> new KeepWordFilter(in, words);
    }

    private static UnaryOperator<TokenStream> cjkBigram(IndexSettings index, Environment environment, Settings settings) {
        Map<String, Integer> scripts = Map.of(
            "han", CJKBigramFilter.HAN, "hiragana", CJKBigramFilter.HIRAGANA,
            "katakana", CJKBigramFilter.KATAKANA, "hangul", CJKBigramFilter.HANGUL);
        int flags = scripts.values().stream().mapToInt(Integer::intValue).sum();
        for (String ignored : settings.getAsList("ignored_scripts")) {
            flags &= ~scripts.getOrDefault(ignored, 0);
        }
        int wanted = flags;
        boolean unigrams = settings.getAsBoolean("output_unigrams", false);
        return in -> new CJKBigramFilter(in, wanted, unigrams);
    }

    private static UnaryOperator<TokenStream> edgeNgram(IndexSettings index, Environment environment, Settings settings) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        boolean preserve = settings.getAsBoolean("preserve_original", false);
        boolean back = "back".equals(settings.get("side", "front"));
        return in -> back
            ? new ReverseStringFilter(new EdgeNGramTokenFilter(new ReverseStringFilter(in), min, max, preserve))
            : new EdgeNGramTokenFilter(in, min, max, preserve);
    }

    private static UnaryOperator<TokenStream> ngram(IndexSettings index, Environment environment, Settings settings) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        Tokenizers.checkGrams(index, min, max);
        boolean preserve = settings.getAsBoolean("preserve_original", false);
        return in -> new NGramTokenFilter(in, min, max, preserve);
    }

    /** Folds to ASCII; where the original stays too, single terms and synonym rules still get the folded form alone. */
    private static final class AsciiFolding extends org.elasticsearch.index.analysis.AbstractTokenFilterFactory
        implements org.elasticsearch.index.analysis.NormalizingTokenFilterFactory {
        private final boolean preserve;

        AsciiFolding(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name);
            this.preserve = settings.getAsBoolean("preserve_original", false);
        }

        @Override
        public TokenStream create(TokenStream in) {
            return new ASCIIFoldingFilter(in, preserve);
        }

        @Override
        public TokenStream normalize(TokenStream in) {
            return new ASCIIFoldingFilter(in, false);
        }
    }
}
