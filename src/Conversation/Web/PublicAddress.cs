using System.Net;
using System.Net.Sockets;

namespace BotHost.Conversation.Web;

/// <summary>Tells the public internet's addresses from those of our own machine and network. Pure.</summary>
/// <remarks>Sources: IANA's special-purpose address registries, https://www.iana.org/assignments/iana-ipv4-special-registry and
/// https://www.iana.org/assignments/iana-ipv6-special-registry.</remarks>
internal static class PublicAddress
{
    private static readonly IPNetwork[] _notPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),           // this network
        IPNetwork.Parse("10.0.0.0/8"),          // private
        IPNetwork.Parse("100.64.0.0/10"),       // between a provider and its customers; clouds keep their metadata there, too
        IPNetwork.Parse("127.0.0.0/8"),         // this machine
        IPNetwork.Parse("169.254.0.0/16"),      // link-local, and the metadata of clouds
        IPNetwork.Parse("172.16.0.0/12"),       // private
        IPNetwork.Parse("192.0.0.0/24"),        // protocols
        IPNetwork.Parse("192.0.2.0/24"),        // documentation
        IPNetwork.Parse("192.88.99.0/24"),      // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),      // private
        IPNetwork.Parse("198.18.0.0/15"),       // benchmarks
        IPNetwork.Parse("198.51.100.0/24"),     // documentation
        IPNetwork.Parse("203.0.113.0/24"),      // documentation
        IPNetwork.Parse("224.0.0.0/4"),         // multicast
        IPNetwork.Parse("240.0.0.0/4"),         // reserved, and the broadcast
    ];

    /// <summary>Of IPv6 only this is public at all; what is within it and is not follows.</summary>
    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _notPublic6 =
    [
        IPNetwork.Parse("2001::/23"),           // protocols, tunnels that hold another address among them
        IPNetwork.Parse("2001:db8::/32"),       // documentation
        IPNetwork.Parse("2002::/16"),           // 6to4: holds an IPv4 address that may be any
        IPNetwork.Parse("3fff::/20"),           // documentation
    ];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(_notPublic4, network => network.Contains(address))
            : _global6.Contains(address) && !Array.Exists(_notPublic6, network => network.Contains(address));
    }
}
