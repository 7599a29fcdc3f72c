package newsloom.node;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.synonym.WordnetSynonymParser;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Synonyms from an index's settings or a file in the node's config folder; their rules run through the filters before them. */
final class Synonyms extends AbstractTokenFilterFactory {
    private static final TokenFilterFactory NOTHING = TokenFilterFactory.IDENTITY_FILTER;
    private final Environment environment;
    private final Settings settings;
    private final BiFunction<TokenStream, SynonymMap, TokenStream> make;

    private Synonyms(String name, Environment environment, Settings settings, BiFunction<TokenStream, SynonymMap, TokenStream> make) {
        super(name);
        this.environment = environment;
        this.settings = settings;
        this.make = make;
        if (settings.hasValue("synonyms_set")) {
            throw new IllegalArgumentException("[" + name + "] synonyms_set is not on this node: use synonyms or synonyms_path");
        }
        if (settings.hasValue("synonyms") == false && settings.hasValue("synonyms_path") == false) {
            throw new IllegalArgumentException("[" + name + "] synonym requires either `synonyms` or `synonyms_path` to be configured");
        }
    }

    static AnalysisProvider<TokenFilterFactory> by(BiFunction<TokenStream, SynonymMap, TokenStream> make) {
        return AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> new Synonyms(name, environment, settings, make)
        );
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return settings.getAsBoolean("updateable", false) ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
    }

    @Override
    public TokenStream create(TokenStream in) {
        throw new IllegalStateException("[" + name() + "] works only inside an analyzer");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> before,
        Function<String, TokenFilterFactory> allFilters
    ) {
        SynonymMap rules = read(chain(tokenizer, charFilters, before));
        return new InChain(name(), getAnalysisMode(), in -> rules.fst == null ? in : make.apply(in, rules));
    }

    private static Analyzer chain(TokenizerFactory tokenizer, List<CharFilterFactory> charFilters, List<TokenFilterFactory> before) {
        return new CustomAnalyzer(
            tokenizer,
            charFilters.toArray(CharFilterFactory[]::new),
            before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new)
        );
    }

    private SynonymMap read(Analyzer chain) {
        boolean expand = settings.getAsBoolean("expand", true);
        boolean lenient = settings.getAsBoolean("lenient", settings.getAsBoolean("updateable", false));
        try (Reader rules = rules()) {
            if ("wordnet".equalsIgnoreCase(settings.get("format"))) {
                WordnetSynonymParser parser = new WordnetRules(expand, lenient, chain);
                parser.parse(rules);
                return parser.build();
            }
            SolrSynonymParser parser = new SolrRules(expand, lenient, chain);
            parser.parse(rules);
            return parser.build();
        } catch (IOException | ParseException | IllegalArgumentException error) {
            throw new IllegalArgumentException("failed to build synonyms of [" + name() + "]: " + error.getMessage(), error);
        }
    }

    private Reader rules() {
        if (settings.hasValue("synonyms")) {
            return new StringReader(String.join("\n", Analysis.getWordList(environment, settings, "synonyms")));
        }
        return Analysis.getReaderFromFile(environment, settings.get("synonyms_path"), "synonyms");
    }

    private interface Analysed {
        CharsRef get() throws IOException;
    }

    /** A rule that analyses to nothing is skipped when lenient, as a stop word in an operator's file must not close an index. */
    private static CharsRef analyzed(boolean lenient, CharsRefBuilder reuse, Analysed side) throws IOException {
        try {
            return side.get();
        } catch (IllegalArgumentException error) {
            if (lenient == false) {
                throw error;
            }
            reuse.clear();
            return reuse.get();
        }
    }

    private static boolean counts(boolean lenient, CharsRef input, CharsRef output) {
        return lenient == false || (input.length > 0 && output.length > 0);
    }

    private static final class SolrRules extends SolrSynonymParser {
        private final boolean lenient;

        SolrRules(boolean expand, boolean lenient, Analyzer chain) {
            super(true, expand, chain);
            this.lenient = lenient;
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
            return analyzed(lenient, reuse, () -> super.analyze(text, reuse));
        }

        @Override
        public void add(CharsRef input, CharsRef output, boolean includeOrig) {
            if (counts(lenient, input, output)) {
                super.add(input, output, includeOrig);
            }
        }
    }

    private static final class WordnetRules extends WordnetSynonymParser {
        private final boolean lenient;

        WordnetRules(boolean expand, boolean lenient, Analyzer chain) {
            super(true, expand, chain);
            this.lenient = lenient;
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
            return analyzed(lenient, reuse, () -> super.analyze(text, reuse));
        }

        @Override
        public void add(CharsRef input, CharsRef output, boolean includeOrig) {
            if (counts(lenient, input, output)) {
                super.add(input, output, includeOrig);
            }
        }
    }

    private record InChain(String name, AnalysisMode mode, java.util.function.UnaryOperator<TokenStream> make) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream in) {
            return make.apply(in);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return NOTHING; // two synonym filters in one chain: the rules of the second do not run through the first
        }

        @Override
        public AnalysisMode getAnalysisMode() {
            return mode;
        }
    }
}
