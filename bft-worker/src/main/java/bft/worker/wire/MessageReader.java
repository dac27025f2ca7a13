package bft.worker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts the data of one call into its gRPC messages. Nothing is copied: a message that arrives in
 * several pieces is passed on as these. Only one that arrives in many small ones is assembled in an
 * array that all messages of the call share, so that the pieces themselves take little memory.
 * Vert.x would collect each message in a new buffer that grows while it arrives, and copy the rest
 * after it.
 *
 * <p>Memory: at most {@link Protocol#MAX_MESSAGE_BYTES}, {@value #MOST_PIECES} pieces as they
 * arrived, and the data that arrived last. Used on the context of the call only.
 */
public final class MessageReader {
    /** Bytes before a message: a flag and its length. */
    static final int PREFIX_BYTES = 5;

    /**
     * A message of full length comes in so many HTTP/2 frames of the usual length, and one more.
     */
    private static final int MOST_PIECES = 18;

    private static final byte[] NOTHING = {};

    private final Consumer<Buffer> messages;
    private final Consumer<String> malformed;
    private final ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES, PREFIX_BYTES);
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;
    private final List<ByteBuf> pieces = new ArrayList<>(MOST_PIECES);
    private byte[] assembly = NOTHING;
    private int filled;
    private boolean paused;
    private boolean broken;

    /**
     * @param messages receives each message; its content changes after the call
     * @param malformed receives a description of the first error; nothing is read after it
     */
    public MessageReader(Consumer<Buffer> messages, Consumer<String> malformed) {
        this.messages = messages;
        this.malformed = malformed;
    }

    /** A message with its prefix, for a stream of bytes. */
    public static Buffer message(Buffer content) {
        return Buffer.buffer(PREFIX_BYTES + content.length())
                .appendByte((byte) 0)
                .appendInt(content.length())
                .appendBuffer(content);
    }

    /** Handles the next data, and passes on the messages that are complete. */
    public void add(Buffer data) {
        ByteBuf bytes = ((BufferInternal) data).getByteBuf();
        rest = rest.isReadable() ? Unpooled.wrappedBuffer(rest, bytes) : bytes;
        read();
    }

    /** Passes on no further message until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** Passes on the messages that arrived meanwhile. */
    public void resume() {
        paused = false;
        read();
    }

    /** Whether the messages are held back. */
    public boolean isPaused() {
        return paused;
    }

    private void read() {
        while (!paused && !broken && rest.isReadable()) {
            if (prefix.isWritable()) {
                readPrefix();
            } else {
                readMessage();
            }
        }
        if (broken) {
            rest = Unpooled.EMPTY_BUFFER;
        }
    }

    private void readPrefix() {
        rest.readBytes(prefix, Math.min(prefix.writableBytes(), rest.readableBytes()));
        if (prefix.isWritable()) {
            return;
        }
        if (prefix.getByte(0) != 0) {
            fail("a message is compressed");
        } else if (prefix.getUnsignedInt(1) > Protocol.MAX_MESSAGE_BYTES) {
            fail("message has over " + Protocol.MAX_MESSAGE_BYTES + " bytes");
        } else if (prefix.getInt(1) == 0) {
            pass(Unpooled.EMPTY_BUFFER);
        }
    }

    private void fail(String why) {
        broken = true;
        malformed.accept(why);
    }

    private void readMessage() {
        int length = prefix.getInt(1);
        if (filled == 0 && rest.readableBytes() >= length) {
            pass(rest.readSlice(length));
            return;
        }
        int part = Math.min(length - filled, rest.readableBytes());
        pieces.add(rest.readSlice(part));
        filled += part;
        if (filled == length) {
            pass(Unpooled.wrappedBuffer(pieces.toArray(ByteBuf[]::new)));
        } else if (pieces.size() == MOST_PIECES) {
            assemble(length);
        }
    }

    /** Makes one piece of all. The first may be what was assembled before, and is in its place. */
    private void assemble(int length) {
        if (assembly.length < length) {
            assembly = new byte[length];
        }
        int at = 0;
        for (ByteBuf piece : pieces) {
            int size = piece.readableBytes();
            boolean isInPlace = piece.hasArray() && piece.array() == assembly;
            if (!isInPlace) {
                piece.getBytes(piece.readerIndex(), assembly, at, size);
            }
            at += size;
        }
        pieces.clear();
        pieces.add(Unpooled.wrappedBuffer(assembly, 0, filled));
    }

    private void pass(ByteBuf message) {
        prefix.clear();
        filled = 0;
        pieces.clear();
        messages.accept(BufferInternal.buffer(message));
    }
}
