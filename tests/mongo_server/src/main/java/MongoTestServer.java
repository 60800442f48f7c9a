import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** Prints "host:port", serves from memory and ends with its standard input, so no orphan stays. */
public final class MongoTestServer {

    /** PyMongo 4.20 refuses the wire version the server reports by itself (8). */
    private static final class Seven implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 17;
        }
    }

    public static void main(String[] arguments) throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend().version(new Seven()));
        server.bind("127.0.0.1", 0);
        System.out.println("127.0.0.1:" + server.getLocalAddress().getPort());
        while (System.in.read() >= 0) {
            // wait for the end of input
        }
        server.shutdownNow();
    }
}
