using BotHost.Conversation.Bots;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Transcriptions;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Media;

/// <summary>One attachment of a stored message.</summary>
internal sealed record Attachment(long MessageId, long ConversationId, IncomingMessage Message, AttachmentPart Part, BotProfile Bot);

/// <summary>
/// Fetches one attachment and makes of its bytes, whatever they are called, what a model can be told: a picture to show, the words of a
/// document, the words of somebody speaking. What cannot be read is said so; nothing a person sends is an exception.
/// </summary>
internal sealed partial class AttachmentReader(
    SqlMediaStore store, LlmModels models, IServiceProvider services, TimeProvider time, Random random, ILogger<AttachmentReader> logger) : IDisposable
{
    /// <summary>Fetches of one attachment. This is the one layer that repeats them.</summary>
    private const int MostTries = 3;

    /// <summary>A platform that asks for more is not waited for: somebody waits for an answer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly RetryDelays _delays = new(random);

    /// <summary>What all of them hold in memory at once is bounded by how many there are, and by how large each may be. A slow speech model holds up no file.</summary>
    private readonly ReadingRoom _pictures = new(places: 6, placesOfABot: 4);
    private readonly ReadingRoom _recordings = new(places: 3, placesOfABot: 2);
    private readonly ReadingRoom _files = new(places: 3, placesOfABot: 2);

    public async Task<ReadPart> ReadAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        if (Needless(attachment) is { } fault)
        {
            return Unread(attachment, attachment.Part.FileName, fault);
        }

        var room = attachment.Part.Kind switch
        {
            AttachmentKind.Image => _pictures,
            AttachmentKind.Audio => _recordings,
            _ => _files,
        };
        return await room.RunAsync(attachment.Message.Bot, () => FetchAndReadAsync(attachment, cancellationToken), cancellationToken);
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _recordings.Dispose();
        _files.Dispose();
    }

    /// <summary>What nobody could read afterwards is not fetched at all.</summary>
    private AttachmentFault? Needless(Attachment attachment) => attachment.Part.Kind switch
    {
        AttachmentKind.Image when !models.Find(attachment.Bot.Model).Vision => AttachmentFault.NoVision,
        AttachmentKind.Audio when models.Transcriber is null => AttachmentFault.NoTranscriber,
        AttachmentKind.Audio when attachment.Part.Reference.Length == 0 => AttachmentFault.NotSupported,
        _ => null,
    };

    private async Task<ReadPart> FetchAndReadAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        switch (await FetchAsync(attachment, cancellationToken))
        {
            case FetchResult.Fetched fetched:
                var name = attachment.Part.FileName.Length > 0 ? attachment.Part.FileName : fetched.FileName;
                return await LookIntoAsync(attachment, fetched.Bytes, name, cancellationToken);
            case FetchResult.TooLarge:
                return Unread(attachment, attachment.Part.FileName, AttachmentFault.TooLarge);
            case FetchResult.Expired:
                return Unread(attachment, attachment.Part.FileName, AttachmentFault.Expired);
            case FetchResult.Refused:
                return Unread(attachment, attachment.Part.FileName, AttachmentFault.Forbidden);
            default:
                return Unread(attachment, attachment.Part.FileName, AttachmentFault.Unavailable);
        }
    }

    private async Task<FetchResult> FetchAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        if (services.GetKeyedService<IAttachmentSource>(attachment.Message.Bot) is not { } source)
        {
            return new FetchResult.Refused("the bot's platform hands over no attachments");
        }

        for (var tries = 1; ; tries++)
        {
            var result = await source.FetchAsync(attachment.Message, attachment.Part, AttachmentLimits.Bytes(attachment.Part.Kind), cancellationToken);
            if (result is not FetchResult.Failed failed || tries == MostTries || failed.Wait > LongestWait)
            {
                if (result is not FetchResult.Fetched)
                {
                    Log.NotFetched(logger, attachment.MessageId, attachment.Message.Bot, attachment.Part.Kind, result);
                }

                return result;
            }

            await Task.Delay(_delays.Next(tries, failed.Wait), time, cancellationToken);
        }
    }

    private async Task<ReadPart> LookIntoAsync(Attachment attachment, ReadOnlyMemory<byte> bytes, string name, CancellationToken cancellationToken)
    {
        var format = MediaFormat.Of(bytes);
        if (format.IsPicture)
        {
            return await KeepAsync(attachment, bytes, name, format, cancellationToken);
        }

        if (format.IsSound || (attachment.Part.Kind == AttachmentKind.Audio && format.CanBeTranscribed))
        {
            return await ListenAsync(attachment, bytes, name, format, cancellationToken);
        }

        // A thread of its own: what was made to be slow takes seconds, and acknowledgements need those of the pool.
        var reading = Task.Factory.StartNew(
            () => Documents.Read(bytes, format, ReadingLimits.Default), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await reading switch
        {
            DocumentReading.Words words => new ReadPart.Document(name, words.Text, words.WasCut),
            DocumentReading.Unreadable unreadable => Unread(attachment, name, Fault(unreadable.Fault)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<ReadPart> KeepAsync(Attachment attachment, ReadOnlyMemory<byte> bytes, string name, MediaFormat format, CancellationToken cancellationToken)
    {
        if (!models.Find(attachment.Bot.Model).Vision)
        {
            return Unread(attachment, name, AttachmentFault.NoVision);
        }

        if (Pictures.Fault(bytes, format) is { } fault)
        {
            return Unread(attachment, name, fault);
        }

        var id = await store.AddAsync(attachment.ConversationId, attachment.MessageId, new StoredMedia(format.MediaType!, bytes), cancellationToken);
        return new ReadPart.Picture(id, attachment.Part.IsQuoted);
    }

    private async Task<ReadPart> ListenAsync(Attachment attachment, ReadOnlyMemory<byte> bytes, string name, MediaFormat format, CancellationToken cancellationToken)
    {
        if (models.Transcriber is not { } transcriber)
        {
            return Unread(attachment, name, AttachmentFault.NoTranscriber);
        }

        if (!format.CanBeTranscribed)
        {
            return Unread(attachment, name, AttachmentFault.NotSupported);
        }

        switch (await transcriber.TranscribeAsync(bytes, $"voice{format.Extension}", format.MediaType!, cancellationToken))
        {
            case Transcription.Heard { Text: var text } when !string.IsNullOrWhiteSpace(text):
                return attachment.Part.IsQuoted ? new ReadPart.Quote(text.Trim()) : new ReadPart.Words(text.Trim());
            case Transcription.Heard:
                return Unread(attachment, name, AttachmentFault.NoWords);
            case Transcription.Failed { Failure: var failure }:
                Log.NotHeard(logger, attachment.MessageId, attachment.Message.Bot, failure.Kind, failure.Detail);
                return Unread(attachment, name, AttachmentFault.NotUnderstood);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static AttachmentFault Fault(DocumentFault fault) => fault switch
    {
        DocumentFault.Encrypted => AttachmentFault.Encrypted,
        DocumentFault.Damaged => AttachmentFault.Damaged,
        DocumentFault.NoText => AttachmentFault.NoWords,
        DocumentFault.TooComplex => AttachmentFault.TooComplex,
        _ => AttachmentFault.NotSupported,
    };

    private static ReadPart.Unread Unread(Attachment attachment, string name, AttachmentFault fault) => new(attachment.Part.Kind, name, fault);

    private static partial class Log
    {
        [LoggerMessage(EventId = 342, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot}: {Kind} could not be fetched: {Result}")]
        public static partial void NotFetched(ILogger logger, long messageId, string bot, AttachmentKind kind, FetchResult result);

        [LoggerMessage(EventId = 343, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: the speech model failed, {Kind}: {Detail}")]
        public static partial void NotHeard(ILogger logger, long messageId, string bot, LlmFailureKind kind, string detail);
    }
}
