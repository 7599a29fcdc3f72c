package newsloom.node;

import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.HEAD;

import java.util.List;
import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** Answers {@code GET /} with name and version: official clients and Kibana ask for it before anything else. */
final class RootHandler extends BaseRestHandler {
    @Override
    public String getName() {
        return "newsloom_root";
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(GET, "/"), new Route(HEAD, "/"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
        return channel -> {
            try (XContentBuilder answer = channel.newBuilder()) {
                answer.startObject();
                answer.field("name", client.settings().get("node.name"));
                answer.field("cluster_name", client.settings().get("cluster.name"));
                version(answer);
                answer.field("tagline", "You Know, for Search");
                answer.endObject();
                channel.sendResponse(new RestResponse(RestStatus.OK, answer));
            }
        };
    }

    private static void version(XContentBuilder answer) throws java.io.IOException {
        Build build = Build.current();
        answer.startObject("version");
        answer.field("number", build.version());
        answer.field("build_flavor", "default");
        answer.field("build_type", "newsloom");
        answer.field("build_hash", build.hash());
        answer.field("build_date", build.date());
        answer.field("build_snapshot", build.isSnapshot());
        answer.field("lucene_version", Version.LATEST.toString());
        answer.field("minimum_wire_compatibility_version", build.minWireCompatVersion());
        answer.field("minimum_index_compatibility_version", build.minIndexCompatVersion());
        answer.endObject();
    }
}
