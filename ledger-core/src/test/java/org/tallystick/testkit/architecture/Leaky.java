package org.tallystick.testkit.architecture;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** Shows third-party types in each way there is, and hides some rightly. */
public abstract class Leaky {
    public ByteString fieldShows;
    private ByteString fieldHides;

    public abstract Logger resultShows();

    protected abstract void parameterShows(Logger logger);

    public abstract Map<String, List<KeyValuePair>> genericShows();

    public abstract Logger[] arrayShows();

    abstract Logger packagePrivateHides();

    @SuppressWarnings("UnusedMethod")
    private ByteString privateHides() {
        return fieldHides;
    }

    /** Its header shows a third-party type. */
    public interface HeaderShows extends MessageLite {}

    /** Not visible to anyone else. */
    interface HeaderHides extends MessageLite {}
}
