@certify-client @switchboard
Feature: Alice opens a chat, and is called into one

  A chat has a connection of its own, to a server that XFR or RNG names. Whoever opens it shows a key and calls the others; whoever is called shows
  the key and the number of the call.

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | NLN    | 24        |

  Rule: C-SB-01 C-SB-02 C-SB-03 XFR, USR, CAL

    @C-SB-01 @C-SB-02 @C-SB-03 @C-SB-15
    Example: Alice starts a chat with Bob
      Given Alice is online
      When Alice starts a chat with Bob:
        """
        # C-SB-01
        >>> XFR <xfr=15> SB\r\n
        <<< XFR <xfr> SB <switchboard> CKI <key>\r\n
        """
      And Alice calls at the switchboard:
        """
        # C-SB-02
        >>> USR <usr=1> <alice=alice@passport.com> <key>\r\n
        <<< USR <usr> OK <alice> Alice\r\n
        # C-SB-03
        >>> CAL <cal=2> <bob=bob@passport.com>\r\n
        <<< CAL <cal> RINGING 11752013\r\n
        <<< JOI <bob> Bob\r\n
        """
      Then the chat has begun
      And Alice still answers

    @C-SB-02
    Example: The key is twenty hexadecimal digits
      Given a server that gives hexadecimal keys to chats
      And Alice is online
      When Alice starts a chat with Bob:
        """
        # C-SB-01
        >>> XFR <xfr=15> SB\r\n
        <<< XFR <xfr> SB <switchboard> CKI <key>\r\n
        """
      And Alice calls at the switchboard:
        """
        # C-SB-02
        >>> USR <usr=1> <alice=alice@passport.com> <key>\r\n
        <<< USR <usr> OK <alice> Alice\r\n
        # C-SB-03
        >>> CAL <cal=2> <bob=bob@passport.com>\r\n
        <<< CAL <cal> RINGING a1b2c3\r\n
        <<< JOI <bob> Bob\r\n
        """
      Then the chat has begun

    @C-SB-03
    Example: Alice calls a third person
      Given Alice is online
      And Alice has started a chat with Bob
      When Alice invites Carol
      And Alice says "Good morning"
      Then Bob is sent "Good morning" (C-SB-08)
      And Carol is sent "Good morning" (C-SB-08)

  Rule: C-XFR-07 The address of a switchboard may be a name, and need not have a port

    @C-XFR-07
    Example: The switchboard is called by a name
      Given a server that names its switchboard by a name
      And Alice is online
      And Alice has started a chat with Bob
      Then Alice still answers

    @C-XFR-07
    Example: The switchboard has no port, which means 1863
      Given a server that names its switchboard without a port
      And Alice is online
      And Alice has started a chat with Bob
      Then Alice still answers

    @C-XFR-07
    Example: A call names the switchboard by a name
      Given a server that names its switchboard by a name
      And Alice is online
      And Bob has called Alice into a chat
      Then Alice still answers

  Rule: C-SB-04 Nothing is said before somebody is there

    @C-SB-04
    Example: Bob takes his time
      Given Alice is online
      When Alice starts a chat with Bob:
        """
        # C-SB-01
        >>> XFR <xfr=15> SB\r\n
        <<< XFR <xfr> SB <switchboard> CKI <key>\r\n
        """
      And Alice calls at the switchboard:
        """
        # C-SB-02
        >>> USR <usr=1> <alice=alice@passport.com> <key>\r\n
        <<< USR <usr> OK <alice> Alice\r\n
        # C-SB-03
        >>> CAL <cal=2> <bob=bob@passport.com>\r\n
        <<< CAL <cal> RINGING 11752013\r\n
        """
      And Alice still answers
      And the switchboard sends:
        """
        <<< JOI <bob> Bob\r\n
        """
      Then the chat has begun
      When Alice says "There you are"
      Then Alice still answers

  Rule: C-SB-05 C-SB-06 C-SB-18 Alice answers a call

    @C-SB-05 @C-SB-06 @C-SB-15
    Example: Bob calls Alice
      Given Alice is online
      And Bob has called Alice into a chat
      Then Alice still answers

    @C-SB-06
    Example: Nobody is left in the chat
      Given Alice is online
      When Bob calls Alice and leaves before she comes
      Then Alice still answers

    @C-SB-17
    Example: Alice is shown her own coming
      Given a server that shows whoever joins a chat to itself
      And Alice is online
      And Bob has called Alice into a chat
      Then Alice still answers

    @C-SB-18
    Scenario Outline: The number of the call is <form>
      Given a server that gives <form> to chats
      And Alice is online
      And Bob has called Alice into a chat
      Then Alice still answers

      Examples:
        | form                |
        | long numbers        |
        | hexadecimal numbers |
        | UUIDs               |

  Rule: C-SB-13 C-SB-16 Whoever cannot be called, or has no switchboard, stays signed in

    @C-SB-13
    Scenario Outline: CAL gets error <error>
      Given Alice is online
      When Alice starts a chat with Bob and CAL gets error <error>
      Then Alice still answers

      Examples:
        | error |
        | 208   |
        | 215   |
        | 216   |
        | 217   |

    @C-SB-16
    Example: Alice is hidden and gets error 913
      Given Alice is online
      When Alice starts a chat with Bob and XFR gets error 913
      Then Alice still answers
