package newsloom.node;

import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.StopAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Lucene's analyzers under Elasticsearch's names: one for each language it knows, and the plain ones. */
final class Analyzers {
    private Analyzers() {}

    /** An analyzer made from its stop words and the words it must not stem. */
    private interface Stemming {
        Analyzer make(CharArraySet stopWords, CharArraySet unstemmed);
    }

    static Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> analyzers = new TreeMap<>();
        addPlain(analyzers);
        addLanguages(analyzers);
        return analyzers;
    }

    private static void addPlain(Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> to) {
        to.put("keyword", language(CharArraySet.EMPTY_SET, (stop, keep) -> new KeywordAnalyzer()));
        to.put("simple", language(CharArraySet.EMPTY_SET, (stop, keep) -> new SimpleAnalyzer()));
        to.put("stop", language(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET, (stop, keep) -> new StopAnalyzer(stop)));
        to.put("whitespace", language(CharArraySet.EMPTY_SET, (stop, keep) -> new WhitespaceAnalyzer()));
    }

    private static void addLanguages(Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> to) {
        to.put("arabic", language(ArabicAnalyzer.getDefaultStopSet(), ArabicAnalyzer::new));
        to.put("armenian", language(ArmenianAnalyzer.getDefaultStopSet(), ArmenianAnalyzer::new));
        to.put("basque", language(BasqueAnalyzer.getDefaultStopSet(), BasqueAnalyzer::new));
        to.put("bengali", language(BengaliAnalyzer.getDefaultStopSet(), BengaliAnalyzer::new));
        to.put("brazilian", language(BrazilianAnalyzer.getDefaultStopSet(), BrazilianAnalyzer::new));
        to.put("bulgarian", language(BulgarianAnalyzer.getDefaultStopSet(), BulgarianAnalyzer::new));
        to.put("catalan", language(CatalanAnalyzer.getDefaultStopSet(), CatalanAnalyzer::new));
        to.put("cjk", language(CJKAnalyzer.getDefaultStopSet(), (stop, keep) -> new CJKAnalyzer(stop)));
        to.put("czech", language(CzechAnalyzer.getDefaultStopSet(), CzechAnalyzer::new));
        to.put("danish", language(DanishAnalyzer.getDefaultStopSet(), DanishAnalyzer::new));
        to.put("dutch", language(DutchAnalyzer.getDefaultStopSet(), DutchAnalyzer::new));
        to.put("english", language(EnglishAnalyzer.getDefaultStopSet(), EnglishAnalyzer::new));
        to.put("estonian", language(EstonianAnalyzer.getDefaultStopSet(), EstonianAnalyzer::new));
        to.put("finnish", language(FinnishAnalyzer.getDefaultStopSet(), FinnishAnalyzer::new));
        to.put("french", language(FrenchAnalyzer.getDefaultStopSet(), FrenchAnalyzer::new));
        to.put("galician", language(GalicianAnalyzer.getDefaultStopSet(), GalicianAnalyzer::new));
        to.put("german", language(GermanAnalyzer.getDefaultStopSet(), GermanAnalyzer::new));
        to.put("greek", language(GreekAnalyzer.getDefaultStopSet(), (stop, keep) -> new GreekAnalyzer(stop)));
        to.put("hindi", language(HindiAnalyzer.getDefaultStopSet(), HindiAnalyzer::new));
        to.put("hungarian", language(HungarianAnalyzer.getDefaultStopSet(), HungarianAnalyzer::new));
        to.put("indonesian", language(IndonesianAnalyzer.getDefaultStopSet(), IndonesianAnalyzer::new));
        to.put("irish", language(IrishAnalyzer.getDefaultStopSet(), IrishAnalyzer::new));
        to.put("italian", language(ItalianAnalyzer.getDefaultStopSet(), ItalianAnalyzer::new));
        to.put("latvian", language(LatvianAnalyzer.getDefaultStopSet(), LatvianAnalyzer::new));
        to.put("lithuanian", language(LithuanianAnalyzer.getDefaultStopSet(), LithuanianAnalyzer::new));
        to.put("norwegian", language(NorwegianAnalyzer.getDefaultStopSet(), NorwegianAnalyzer::new));
        to.put("persian", language(PersianAnalyzer.getDefaultStopSet(), PersianAnalyzer::new));
        to.put("portuguese", language(PortugueseAnalyzer.getDefaultStopSet(), PortugueseAnalyzer::new));
        to.put("romanian", language(RomanianAnalyzer.getDefaultStopSet(), RomanianAnalyzer::new));
        to.put("russian", language(RussianAnalyzer.getDefaultStopSet(), RussianAnalyzer::new));
        to.put("serbian", language(SerbianAnalyzer.getDefaultStopSet(), SerbianAnalyzer::new));
        to.put("sorani", language(SoraniAnalyzer.getDefaultStopSet(), SoraniAnalyzer::new));
        to.put("spanish", language(SpanishAnalyzer.getDefaultStopSet(), SpanishAnalyzer::new));
        to.put("swedish", language(SwedishAnalyzer.getDefaultStopSet(), SwedishAnalyzer::new));
        if (ThaiTokenizer.DBBI_AVAILABLE) { // slim Java runtimes come without the Thai word breaker
            to.put("thai", language(ThaiAnalyzer.getDefaultStopSet(), (stop, keep) -> new ThaiAnalyzer(stop)));
        }
        to.put("turkish", language(TurkishAnalyzer.getDefaultStopSet(), TurkishAnalyzer::new));
    }

    /** {@code stopwords} and {@code stem_exclusion} are what Elasticsearch lets an index change about a language's analyzer. */
    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> language(CharArraySet stopWords, Stemming stemming) {
        return (index, environment, name, settings) -> new Ready(
            name,
            stemming.make(
                Analysis.parseStopWords(environment, settings, stopWords),
                Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET)
            )
        );
    }

    private static final class Ready extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Ready(String name, Analyzer analyzer) {
            super(name);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }
}
